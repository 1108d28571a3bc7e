// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A new paper key in place of the old one: warns, shows, checks. */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useNavigate } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { PaperCheck } from "../paper-key/PaperCheck.tsx";
import { PaperSheet } from "../paper-key/PaperSheet.tsx";

type Step = "warn" | "show" | "check";

export function PaperKeyScreen(): ReactElement {
  const vault = useVault();
  const { name } = useHousehold();
  const navigate = useNavigate();
  const [step, setStep] = useState<Step>("warn");
  const [phrase, setPhrase] = useState<readonly string[]>([]);
  const replace = useAction(async () => {
    const made = await vault.replacePaperKey();
    setPhrase(made.paperPhrase);
    setStep("show");
  });
  return (
    <div className="narrow">
      <PageHeader title="New paper key" back={{ to: "/household", label: "Household" }} />
      <div className="card form">
        {step === "warn" && (
          <>
            <p>
              You get 24 new words. The old paper key stops working at once, so have pen and paper (or a printer) at
              hand.
            </p>
            <ProblemNote problem={replace.problem} title="The old paper key stays as it is" />
            <div className="form-actions">
              <Button size="md" onClick={() => replace.run()} loading={replace.isBusy}>
                Make a new paper key
              </Button>
            </div>
          </>
        )}
        {step === "show" && <PaperSheet phrase={phrase} householdName={name} onDone={() => setStep("check")} />}
        {step === "check" && (
          <PaperCheck onChecked={() => void navigate("/household", { replace: true })} onBack={() => setStep("show")} />
        )}
      </div>
    </div>
  );
}
