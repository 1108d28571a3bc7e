// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Asks three words of the paper key back. Only the vault knows whether they are right. */
import { Button, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";
import "./paper-key.css";
import { PHRASE_WORDS } from "./phrase-words.ts";
import { pickPositions } from "./pick-positions.ts";

export function PaperCheck({
  onChecked,
  onBack,
}: Readonly<{ onChecked: () => void; onBack: () => void }>): ReactElement {
  const vault = useVault();
  const [positions] = useState(() => pickPositions(PHRASE_WORDS, 3, Math.random));
  const [words, setWords] = useState<readonly string[]>(positions.map(() => ""));
  const [isWrong, setWrong] = useState(false);
  const check = useAction(async () => {
    const answers = positions.map((index, field) => ({ index, word: (words[field] ?? "").trim().toLowerCase() }));
    if (await vault.confirmPaper(answers)) onChecked();
    else setWrong(true);
  });
  return (
    <form
      className="paper-check"
      onSubmit={(event) => {
        event.preventDefault();
        check.run();
      }}
    >
      <p className="dim">Look at your paper, and type these words. Then you know that it will help when you need it.</p>
      {positions.map((position, field) => (
        <TextInput
          key={position}
          label={`Word ${position + 1}`}
          value={words[field] ?? ""}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setWrong(false);
            setWords((before) => before.map((word, at) => (at === field ? value : word)));
          }}
          autoFocus={field === 0}
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          required
          withAsterisk={false}
        />
      ))}
      <div role="alert">
        {isWrong && <p className="field-wrong">At least one of these words is not the one on your paper.</p>}
      </div>
      <ProblemNote problem={check.problem} />
      <Button type="submit" size="lg" loading={check.isBusy} disabled={words.some((word) => word.trim() === "")}>
        Check
      </Button>
      <Button variant="subtle" color="gray" onClick={onBack}>
        Show the words again
      </Button>
    </form>
  );
}
