// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Changes that one officer signed and that wait for another. */
import { Button } from "@mantine/core";
import { IconSignature } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { clockTime, dayInside } from "@nightlatch/ui-kit/time-words";
import { useAction } from "@nightlatch/ui-kit/use-action";
import type { RosterDraft, RosterMember } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { actWords, signerWords } from "./act-words.ts";

type DraftListProps = Readonly<{ drafts: readonly RosterDraft[]; members: readonly RosterMember[]; nowMs: number }>;

export function DraftList({ drafts, members, nowMs }: DraftListProps): ReactElement {
  return (
    <section className="section" aria-labelledby="drafts">
      <div className="section-head">
        <h2 className="section-title" id="drafts">
          Waiting for a signature
        </h2>
      </div>
      <ul className="rows card">
        {drafts.map((draft) => (
          <li key={draft.id}>
            <DraftRow draft={draft} members={members} nowMs={nowMs} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type DraftRowProps = Readonly<{ draft: RosterDraft; members: readonly RosterMember[]; nowMs: number }>;

function DraftRow({ draft, members, nowMs }: DraftRowProps): ReactElement {
  const vault = useVault();
  const sign = useAction(() => vault.signDraft(draft.id));
  const withdraw = useAction(() => vault.withdrawDraft(draft.id));
  return (
    <div className="draft">
      <div className="row">
        <span className="row-icon row-icon-brass">
          <IconSignature size={22} stroke={1.7} aria-hidden="true" />
        </span>
        <div className="row-words">
          <p className="row-title">{actWords(draft.act, members)}</p>
          <p className="row-note">
            Signed by {signerWords(draft.signers, members)}, {dayInside(draft.atMs, nowMs)} {clockTime(draft.atMs)} ·{" "}
            {draft.signers.length} of {draft.needed}
          </p>
        </div>
        {draft.canSign ? (
          <Button size="sm" loading={sign.isBusy} onClick={() => sign.run()}>
            Sign
          </Button>
        ) : (
          <Button size="sm" variant="subtle" color="gray" loading={withdraw.isBusy} onClick={() => withdraw.run()}>
            Withdraw
          </Button>
        )}
      </div>
      <ProblemNote problem={sign.problem ?? withdraw.problem} />
    </div>
  );
}
