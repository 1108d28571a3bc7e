// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What waits for somebody’s word: each wish with who asked, time left, and the two answers. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { spanWords } from "@nightlatch/ui-kit/time-words";
import type { HistoryAct, ProposalView } from "../../vault-client/vault-api.ts";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useVault, useVaultView } from "../../vault-view/vault-view.ts";
import { OUTCOME_WORDS } from "../household/outcome-words.ts";
import { useNames } from "../household/use-names.ts";
import { useNow } from "@nightlatch/ui-kit/use-now";
import { ConfirmRecovery } from "./ConfirmRecovery.tsx";
import { actorLabel, wish } from "./history-words.ts";
import "./history.css";

/** @param kinds of acts to show; all when left out. A return by the paper key is for owners to judge, and shown to them. */
export function Proposals({ kinds }: Readonly<{ kinds?: readonly HistoryAct["kind"][] }>): ReactElement | null {
  const { isOwner } = useHousehold();
  const proposals = useAnswer(useVaultView().proposals);
  if (proposals.kind === "failed") return <ProblemNote problem={proposals.problem} title="Open wishes can’t be read" />;
  if (proposals.kind === "waiting") return null;
  const shown = proposals.value.filter(
    ({ act, isRecovery }) => (isOwner || !isRecovery) && (kinds === undefined || kinds.includes(act.kind)),
  );
  if (shown.length === 0) return null;
  return (
    <div className="proposals">
      {shown.map((proposal) => (
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
  const [isAsking, setAsking] = useState(false);
  const { thisDevice } = useHousehold();
  const who = proposal.who.id === thisDevice.id ? "You" : actorLabel(proposal.who);
  const { title, note } = wish(who, proposal.act, names);
  return (
    <section className={proposal.isRecovery ? "card proposal proposal-loud" : "card proposal"}>
      <h2>{title}</h2>
      {note !== undefined && <p className="dim">{note}</p>}
      {proposal.actsAtMs !== undefined && <p>{deadlineWords(proposal.actsAtMs, nowMs)}</p>}
      {!proposal.mayConfirm && !proposal.isRecovery && <p>{waitsForWords(proposal.mayCancel)}</p>}
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
            onClick={() => (proposal.isRecovery ? setAsking(true) : confirm.run())}
            loading={confirm.isBusy}
            disabled={stop.isBusy}
          >
            Confirm
          </Button>
        )}
      </div>
      {proposal.isRecovery && (
        <ConfirmRecovery proposal={proposal} isOpen={isAsking} onClose={() => setAsking(false)} />
      )}
    </section>
  );
}

function waitsForWords(mayCancel: boolean): string {
  return mayCancel ? "Another owner has to confirm this on their device." : "An owner has to answer this.";
}

function deadlineWords(actsAtMs: number, nowMs: number): string {
  return actsAtMs > nowMs
    ? `If nobody stops it, it works in ${spanWords(actsAtMs - nowMs)}. If it was none of you, stop it.`
    : "Its waiting time is over: whoever holds the paper key can finish it now. You can still stop it.";
}
