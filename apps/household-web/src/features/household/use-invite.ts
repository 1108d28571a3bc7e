// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One invitation from its link to the end. Leaving the screen cancels it, so no link lies around open. */
import { useEffect, useState } from "react";
import type { Access, InviteView, OfferView, Outcome, Problem, VaultApi } from "../../vault-client/vault-api.ts";
import { problemOf } from "@nightlatch/ui-kit/problem-of";
import { useVault } from "../../vault-view/vault-view.ts";

export type InviteStep =
  | Readonly<{ kind: "making" }>
  | Readonly<{ kind: "inviting"; invite: InviteView }>
  | Readonly<{ kind: "comparing"; offer: OfferView }>
  | Readonly<{ kind: "done"; deviceName: string; outcome: Outcome }>
  | Readonly<{ kind: "differed" }>
  | Readonly<{ kind: "failed"; problem: Problem }>;

export type Invite = Readonly<{
  step: InviteStep;
  again: () => void;
  confirm: (access: Access, person: string) => Promise<void>;
  differ: () => void;
}>;

export function useInvite(): Invite {
  const vault = useVault();
  const [attempt, setAttempt] = useState(0);
  const [step, setStep] = useState<InviteStep>({ kind: "making" });
  useEffect(() => {
    let isGone = false;
    const show = (next: InviteStep): void => {
      if (!isGone) setStep(next);
    };
    invite(vault, show).catch((error: unknown) => show({ kind: "failed", problem: problemOf(error) }));
    return () => {
      isGone = true;
      vault.cancelInvite().catch(reportError);
    };
  }, [vault, attempt]);

  return {
    step,
    again: () => {
      setStep({ kind: "making" });
      setAttempt(attempt + 1);
    },
    confirm: async (access, person) => {
      const deviceName = step.kind === "comparing" ? step.offer.deviceName : "";
      const outcome = await vault.confirmOffer({ access, ...(person !== "" && { person }) });
      setStep({ kind: "done", deviceName, outcome });
    },
    differ: () => {
      vault.cancelInvite().then(
        () => setStep({ kind: "differed" }),
        (error: unknown) => setStep({ kind: "failed", problem: problemOf(error) }),
      );
    },
  };
}

async function invite(vault: VaultApi, show: (step: InviteStep) => void): Promise<void> {
  show({ kind: "inviting", invite: await vault.createInvite() });
  show({ kind: "comparing", offer: await vault.waitForOffer() });
}
