// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The quiet word on how well the history is checked. */
import { IconShieldCheck, IconShieldExclamation } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useNow } from "@nightlatch/ui-kit/use-now";
import "./history.css";
import { logWords } from "./log-words.ts";

export function LogBadge(): ReactElement {
  const { log } = useHousehold();
  const { tone, title, note } = logWords(log, useNow(5000));
  const Icon = tone === "warn" ? IconShieldExclamation : IconShieldCheck;
  return (
    <div className={`card row log-badge log-badge-${tone}`}>
      <span className="row-icon">
        <Icon size={22} stroke={1.7} aria-hidden="true" />
      </span>
      <div className="row-words">
        <p className="row-title numbers">{title}</p>
        <p className="row-note">{note}</p>
      </div>
    </div>
  );
}
