// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Creating a household, in three steps: names, the paper key, the check that it was written down.
 * The 24 words live in this screen's memory alone, and go with it.
 */
import { useState, type ReactElement } from "react";
import { Navigate, useNavigate } from "react-router";
import { useArrival } from "../../shell/arrival.ts";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { PaperCheck } from "../paper-key/PaperCheck.tsx";
import { PaperSheet } from "../paper-key/PaperSheet.tsx";
import { NamesForm } from "./NamesForm.tsx";
import { WelcomeFrame } from "./WelcomeFrame.tsx";

type Step =
  | Readonly<{ kind: "names" }>
  | Readonly<{ kind: "paper"; phrase: readonly string[]; householdName: string }>
  | Readonly<{ kind: "check"; phrase: readonly string[]; householdName: string }>;

export function CreateScreen(): ReactElement {
  const [step, setStep] = useState<Step>({ kind: "names" });
  const answer = useAnswer(useVaultView().status);
  const navigate = useNavigate();
  const { arrival } = useArrival();
  // Asked once: this very screen makes the household, and must stay to show its paper key.
  const [hadHousehold] = useState(answer.kind === "here" && answer.value.kind === "ready");

  switch (step.kind) {
    case "names":
      // Someone came here by the back button.
      if (hadHousehold) return <Navigate to="/cameras" replace />;
      return (
        <WelcomeFrame title="Name your household" step="Step 1 of 3" backTo="/welcome">
          <NamesForm onCreated={(phrase, householdName) => setStep({ kind: "paper", phrase, householdName })} />
        </WelcomeFrame>
      );
    case "paper":
      return (
        <WelcomeFrame title="Write down your paper key" step="Step 2 of 3" isWide>
          <PaperSheet
            phrase={step.phrase}
            householdName={step.householdName}
            onDone={() => setStep({ ...step, kind: "check" })}
          />
        </WelcomeFrame>
      );
    case "check":
      return (
        <WelcomeFrame title="Let’s check three words" step="Step 3 of 3">
          <PaperCheck
            onChecked={() => void navigate(arrival.kind === "hub" ? "/settings/hub" : "/cameras", { replace: true })}
            onBack={() => setStep({ ...step, kind: "paper" })}
          />
        </WelcomeFrame>
      );
  }
}
