// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Coming back with the 24 words of the paper key, or with two of its three parts. */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useNavigate } from "react-router";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";
import { NOTHING_TYPED, secretFrom } from "../recovery/recovery-draft.ts";
import { RecoveryFields } from "../recovery/RecoveryFields.tsx";
import { WelcomeFrame } from "./WelcomeFrame.tsx";
import { firstGuess, namesFrom, WhoFields } from "./WhoFields.tsx";

export function RecoverScreen(): ReactElement {
  const vault = useVault();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(NOTHING_TYPED);
  const [who, setWho] = useState(firstGuess);
  const [secret, names] = [secretFrom(draft), namesFrom(who)];
  const recover = useAction(async () => {
    if (secret === undefined || names === undefined) return;
    if (secret.kind === "phrase") await vault.recoverWithPaper({ phrase: secret.phrase, ...names });
    else await vault.recoverWithShares({ shares: secret.shares, ...names });
    await navigate("/household", { replace: true });
  });
  return (
    <WelcomeFrame title="Use your paper key" backTo="/welcome">
      <p className="dim">
        A day after you ask, this browser belongs to your household again. Until then its owners can stop it, in case
        somebody found your paper key.
      </p>
      <form
        className="welcome-form"
        onSubmit={(event) => {
          event.preventDefault();
          recover.run();
        }}
      >
        <RecoveryFields draft={draft} onChange={setDraft} isFirst />
        <WhoFields who={who} onChange={setWho} />
        <ProblemNote problem={recover.problem} title="That did not open a household" />
        <Button type="submit" size="lg" loading={recover.isBusy} disabled={secret === undefined || names === undefined}>
          Ask to come back
        </Button>
      </form>
    </WelcomeFrame>
  );
}
