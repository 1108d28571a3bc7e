// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Coming back by the paper key: the day of waiting, then the words once more; or somebody stopped it. */
import { Button, Textarea } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "../design/ProblemNote.tsx";
import { clockTime, dayName } from "../design/time-words.ts";
import { useNow } from "../design/use-now.ts";
import { PHRASE_WORDS, wordsOf } from "../features/paper-key/phrase-words.ts";
import { useAction } from "../vault-view/use-action.ts";
import { useVault } from "../vault-view/vault-view.ts";
import { FullStop } from "./FullStop.tsx";

export type RecoveringScreenProps = Readonly<{ untilMs: number; isDue: boolean; isStopped: boolean }>;

export function RecoveringScreen({ untilMs, isDue, isStopped }: RecoveringScreenProps): ReactElement {
  const vault = useVault();
  const nowMs = useNow(60_000);
  const forget = useAction(() => vault.forget());
  if (isStopped) {
    return (
      <FullStop title="Somebody at home stopped this">
        <p>One of the household’s own devices refused that the paper key lets this browser in.</p>
        <p className="dim">If you belong to the household, ask the others for an invitation.</p>
        <ProblemNote problem={forget.problem} />
        <div className="full-stop-actions">
          <Button onClick={() => forget.run()} loading={forget.isBusy}>
            Start again
          </Button>
        </div>
      </FullStop>
    );
  }
  return (
    <FullStop title={isDue ? "The wait is over" : "Asked for by your paper key"}>
      <p>
        {isDue
          ? "Nobody stopped it. Type the 24 words once more, and this browser is an owner of your household again."
          : `This browser comes in on ${dayName(untilMs, nowMs)} at ${clockTime(untilMs)}. Until then every device at home shows a warning and can stop it, in case somebody found your paper key.`}
      </p>
      {!isDue && <p className="dim">You can close this page and come back. Have the 24 words at hand then.</p>}
      <RecoveryWords isDue={isDue} />
    </FullStop>
  );
}

/** The words are kept nowhere in the meantime, so finishing and taking back both need them again. */
function RecoveryWords({ isDue }: Readonly<{ isDue: boolean }>): ReactElement {
  const vault = useVault();
  const [text, setText] = useState("");
  const words = wordsOf(text);
  const secret = { kind: "phrase", phrase: words.join(" ") } as const;
  const finish = useAction(() => vault.finishRecovery(secret));
  const takeBack = useAction(() => vault.cancelRecovery(secret));
  const isMissing = words.length !== PHRASE_WORDS;
  return (
    <>
      <Textarea
        label="Paper key"
        description={`${words.length} of ${PHRASE_WORDS} words`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={3}
        w="100%"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
      />
      <ProblemNote problem={finish.problem ?? takeBack.problem} />
      <div className="full-stop-actions">
        {isDue && (
          <Button onClick={() => finish.run()} loading={finish.isBusy} disabled={isMissing || takeBack.isBusy}>
            Open my household
          </Button>
        )}
        <Button
          variant="default"
          onClick={() => takeBack.run()}
          loading={takeBack.isBusy}
          disabled={isMissing || finish.isBusy}
        >
          Take it back
        </Button>
      </div>
    </>
  );
}
