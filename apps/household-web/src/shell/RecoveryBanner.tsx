// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The loud one: somebody uses the paper key to come in. On every screen until it is answered. */
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { clockTime, dayInside } from "@nightlatch/ui-kit/time-words";
import { useNow } from "@nightlatch/ui-kit/use-now";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../vault-view/vault-view.ts";

export function RecoveryBanner(): ReactElement | null {
  const proposals = useAnswer(useVaultView().proposals);
  const nowMs = useNow(60_000);
  const recovery = proposals.kind === "here" ? proposals.value.find(({ isRecovery }) => isRecovery) : undefined;
  if (recovery === undefined) return null;
  return (
    <div className="banner banner-loud" role="alert">
      <IconAlertTriangle size={24} aria-hidden="true" />
      <p>
        <strong>Somebody uses your paper key to come in.</strong> If it is none of you, stop it
        {recovery.actsAtMs !== undefined &&
          ` before ${dayInside(recovery.actsAtMs, nowMs)}, ${clockTime(recovery.actsAtMs)}`}
        .
      </p>
      <Link to="/household">See and stop</Link>
    </div>
  );
}
