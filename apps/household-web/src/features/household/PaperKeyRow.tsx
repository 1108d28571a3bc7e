// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The paper key among the devices: checked or not, and the way to a new one. */
import { Button } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { useHousehold } from "../../vault-view/use-household.ts";
import { ROLE_WORDS } from "./device-words.ts";

export function PaperKeyRow({ isOwner }: Readonly<{ isOwner: boolean }>): ReactElement {
  const { isPaperChecked } = useHousehold();
  return (
    <div className="card">
      <div className="row">
        <span className="row-icon row-icon-brass">
          <IconFileText size={22} stroke={1.7} aria-hidden="true" />
        </span>
        <div className="row-words">
          <p className="row-title">{isPaperChecked || !isOwner ? "Written down" : "Not checked yet"}</p>
          <p className="row-note">{ROLE_WORDS.paper}</p>
        </div>
        {isOwner && (
          <Button component={Link} to="/household/paper-key" variant="default">
            Replace
          </Button>
        )}
      </div>
    </div>
  );
}
