// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Every change of the roster, the newest first, as the public log has it. */
import type { ReactElement } from "react";
import { clockTime, dayInside } from "@nightlatch/ui-kit/time-words";
import type { RosterChange, RosterMember } from "../../vault-client/vault-api.ts";
import { actWords, signerWords } from "./act-words.ts";

type ChangeListProps = Readonly<{ changes: readonly RosterChange[]; members: readonly RosterMember[]; nowMs: number }>;

export function ChangeList({ changes, members, nowMs }: ChangeListProps): ReactElement {
  return (
    <ol className="rows card" reversed>
      {changes.toReversed().map((change) => (
        <li key={change.seq}>
          <div className="row">
            <span className="change-seq numbers">{change.seq}</span>
            <div className="row-words">
              <p className="row-title">{actWords(change.act, members)}</p>
              <p className="row-note">
                {dayInside(change.atMs, nowMs)}, {clockTime(change.atMs)} · signed by{" "}
                {signerWords(change.signers, members)}
              </p>
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}
