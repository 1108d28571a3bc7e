// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What waits for somebody’s word: each wish with who asked, time left, and the two answers. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ReactElement } from "react";
import { ProblemNote } from "../../design/ProblemNote.tsx";
import { spanWords } from "../../design/time-words.ts";
import type { ProposalView } from "../../vault-client/vault-api.ts";
import { useAction } from "../../vault-view/use-action.ts";
import { useAnswer, useVault, useVaultView } from "../../vault-view/vault-view.ts";
import { OUTCOME_WORDS } from "../household/outcome-words.ts";
import { useNames } from "../household/use-names.ts";
import { useNow } from "../../design/use-now.ts";
import { actorLabel, wish } from "./history-words.ts";
import "./history.css";

export function Proposals(): ReactElement | null {
  const proposals = useAnswer(useVaultView().proposals);
  if (proposals.kind === "failed") return <ProblemNote problem={proposals.problem} title="Open wishes can’t be read" />;
  if (proposals.kind === "waiting" || proposals.value.length === 0) return null;
  return (
    <div className="proposals">
      {proposals.value.map((proposal) => (
        <ProposalCard key={proposal.id} proposal={proposal} />
      ))}
    </div>
  );
}

function ProposalCard({ proposal }: Readonly<{ proposal: ProposalView }>): ReactElement {
  const vault = useVault();
  const names = useNames();
  const nowMs = useNow(30_000);
  const confirm = useAction(async () => {
    notifications.show({ message: OUTCOME_WORDS[await vault.confirmProposal(proposal.id)] });
  });
  const stop = useAction(() => vault.cancelProposal(proposal.id));
  const { title, note } = wish(actorLabel(proposal.who), proposal.act, names);
  return (
    <section className={proposal.isRecovery ? "card proposal proposal-loud" : "card proposal"}>
      <h2>{title}</h2>
      {note !== undefined && <p className="dim">{note}</p>}
      {proposal.actsAtMs !== undefined && <p>{deadlineWords(proposal.actsAtMs, nowMs)}</p>}
      <ProblemNote problem={confirm.problem ?? stop.problem} title="Nothing was changed" />
      <div className="form-actions">
        {proposal.mayCancel && (
          <Button
            variant={proposal.isRecovery ? "filled" : "default"}
            className={proposal.isRecovery ? "confirm-danger" : ""}
            onClick={() => stop.run()}
            loading={stop.isBusy}
            disabled={confirm.isBusy}
          >
            Stop
          </Button>
        )}
        {proposal.mayConfirm && (
          <Button
            variant={proposal.isRecovery ? "default" : "filled"}
            onClick={() => confirm.run()}
            loading={confirm.isBusy}
            disabled={stop.isBusy}
          >
            Confirm
          </Button>
        )}
        {!proposal.mayConfirm && !proposal.mayCancel && <p className="dim">An owner has to answer this.</p>}
      </div>
    </section>
  );
}

function deadlineWords(actsAtMs: number, nowMs: number): string {
  return actsAtMs > nowMs
    ? `If nobody stops it, it works in ${spanWords(actsAtMs - nowMs)}. If it was none of you, stop it.`
    : "Its waiting time is over: whoever holds the paper key can finish it now. You can still stop it.";
}
