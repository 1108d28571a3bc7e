// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Asks support something new: the team, the words, and figures of the hub that are shown before they are sent. */
import { Button, Checkbox, NativeSelect, Textarea } from "@mantine/core";
import { useEffect, useState, type ReactElement } from "react";
import { useNavigate } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import type { HealthFigure } from "../../vault-client/vault-api.ts";
import { useVault, useVaultView } from "../../vault-view/vault-view.ts";
import { Figures } from "./Figures.tsx";

const MAX_CHARACTERS = 2000;

export function NewCaseScreen(): ReactElement {
  const vault = useVault();
  const navigate = useNavigate();
  const desk = useAnswer(useVaultView().supportDesk);
  const teams = desk.kind === "here" ? (desk.value?.teams ?? []) : [];
  const [chosen, setChosen] = useState<string>();
  const [words, setWords] = useState("");
  const [sendsFigures, setSendsFigures] = useState(true);
  const figures = useFigures();
  const team = chosen ?? teams[0];
  const send = useAction(async () => {
    if (team === undefined) return;
    const id = await vault.openSupportCase({ team, words: words.trim(), figures: sendsFigures ? figures : [] });
    await navigate(`/help/cases/${id}`, { replace: true });
  });
  return (
    <div className="narrow">
      <PageHeader
        title="Ask support"
        lead="Sealed to the people of the team. No picture goes with it."
        back={{ to: "/help", label: "Help" }}
      />
      <form
        className="card form"
        onSubmit={(event) => {
          event.preventDefault();
          send.run();
        }}
      >
        {desk.kind === "failed" && <ProblemNote problem={desk.problem} title="Support can’t be reached" />}
        <NativeSelect
          label="Team"
          data={[...teams]}
          value={team ?? ""}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        <Textarea
          label="What is wrong?"
          autosize
          minRows={4}
          maxLength={MAX_CHARACTERS}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Checkbox
          label="Send how hub and cameras are, as shown here"
          checked={sendsFigures}
          onChange={(event) => setSendsFigures(event.currentTarget.checked)}
        />
        {sendsFigures && <Figures figures={figures} />}
        <ProblemNote problem={send.problem} title="Nothing was sent" />
        <div className="form-actions">
          <Button type="submit" loading={send.isBusy} disabled={team === undefined || words.trim() === ""}>
            Send
          </Button>
        </div>
      </form>
    </div>
  );
}

function useFigures(): readonly HealthFigure[] {
  const vault = useVault();
  const [figures, setFigures] = useState<readonly HealthFigure[]>([]);
  useEffect(() => {
    let isGone = false;
    vault.healthFigures().then(
      (read) => {
        if (!isGone) setFigures(read);
      },
      (error: unknown) => reportError(error),
    );
    return () => {
      isGone = true;
    };
  }, [vault]);
  return figures;
}
