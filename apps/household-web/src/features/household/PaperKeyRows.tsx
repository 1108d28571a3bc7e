// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The paper key among the devices: checked or not, the way to a new one, and to its three parts. */
import { Button } from "@mantine/core";
import { IconChevronRight, IconFileText, IconKey } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { deviceLabel, ROLE_WORDS } from "./device-words.ts";

export function PaperKeyRows({ isOwner }: Readonly<{ isOwner: boolean }>): ReactElement {
  const { isPaperChecked } = useHousehold();
  const partsNote = usePartsNote(isOwner);
  return (
    <ul className="rows card">
      <li className="row">
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
      </li>
      {partsNote !== undefined && (
        <li>
          <Link className="row" to="/household/recovery">
            <span className="row-icon row-icon-brass">
              <IconKey size={22} stroke={1.7} aria-hidden="true" />
            </span>
            <span className="row-words">
              <span className="row-title">Recovery parts</span>
              <span className="row-note">{partsNote}</span>
            </span>
            <IconChevronRight size={20} className="row-go" aria-hidden="true" />
          </Link>
        </li>
      )}
    </ul>
  );
}

/** Undefined where there is nothing to see: for family and guests whose device keeps no part. */
function usePartsNote(isOwner: boolean): string | undefined {
  const view = useVaultView();
  const splits = useAnswer(view.splits);
  const kept = useAnswer(view.keptShare);
  const isKeeper = kept.kind === "here" && kept.value !== undefined;
  if (!isOwner) return isKeeper ? "This device keeps one of three" : undefined;
  const newest = splits.kind === "here" ? splits.value[0] : undefined;
  if (newest === undefined) return "Not made yet: three parts in three places, two bring you back";
  return newest.state === "good"
    ? `On paper, with a relative, and on ${deviceLabel(newest.keeper)}`
    : "Out of date: make new ones";
}
