// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Coming back with the 24 words of the paper key. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useNavigate } from "react-router";
import { ProblemNote } from "../../design/ProblemNote.tsx";
import { useAction } from "../../vault-view/use-action.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { PHRASE_WORDS, wordsOf } from "../paper-key/phrase-words.ts";
import { guessDeviceName } from "./guess-device-name.ts";
import { WelcomeFrame } from "./WelcomeFrame.tsx";

export function RecoverScreen(): ReactElement {
  const vault = useVault();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [deviceName, setDeviceName] = useState(() => guessDeviceName(navigator.userAgent));
  const words = wordsOf(text);
  const recover = useAction(async () => {
    await vault.recoverWithPaper({ phrase: words.join(" "), deviceName: deviceName.trim() });
    await navigate("/household", { replace: true });
  });
  return (
    <WelcomeFrame title="Use your paper key" backTo="/welcome">
      <p className="dim">
        Type the 24 words in their order. A day later this browser belongs to your household again; until then the
        others can stop it, in case somebody found your paper key.
      </p>
      <form
        className="welcome-form"
        onSubmit={(event) => {
          event.preventDefault();
          recover.run();
        }}
      >
        <Textarea
          label="Paper key"
          description={`${words.length} of ${PHRASE_WORDS} words`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={4}
          autoFocus
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          required
          withAsterisk={false}
        />
        <TextInput
          label="This device"
          value={deviceName}
          onChange={(event) => setDeviceName(event.currentTarget.value)}
          maxLength={60}
          required
          withAsterisk={false}
          autoComplete="off"
        />
        <ProblemNote problem={recover.problem} title="That did not open a household" />
        <Button
          type="submit"
          size="lg"
          loading={recover.isBusy}
          disabled={words.length !== PHRASE_WORDS || deviceName.trim() === ""}
        >
          Ask to come back
        </Button>
      </form>
    </WelcomeFrame>
  );
}
