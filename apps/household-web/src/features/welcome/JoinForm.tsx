// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The link of an invitation (already filled in when it opened this page) and names for the person and this browser. */
import { Button, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useArrival } from "../../shell/arrival.ts";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";
import { firstGuess, namesFrom, WhoFields } from "./WhoFields.tsx";

export function JoinForm({ onCode }: Readonly<{ onCode: (code: string) => void }>): ReactElement {
  const vault = useVault();
  const { arrival } = useArrival();
  const arrivedLink = arrival.kind === "invitation" ? arrival.link : undefined;
  const [pastedLink, setPastedLink] = useState("");
  const [who, setWho] = useState(firstGuess);
  const names = namesFrom(who);
  const link = arrivedLink ?? pastedLink.trim();
  const join = useAction(async () => {
    if (names === undefined) return;
    const { code } = await vault.join({ link, ...names });
    onCode(code);
  });
  return (
    <form
      className="welcome-form"
      onSubmit={(event) => {
        event.preventDefault();
        join.run();
      }}
    >
      {arrivedLink === undefined ? (
        <>
          <p className="dim">
            Ask someone at home to open <strong>Household</strong> and choose <strong>Add a device</strong>. Scan the
            square code there with this phone’s camera, or paste the link here.
          </p>
          <TextInput
            label="Link"
            placeholder="https://…/join#…"
            value={pastedLink}
            onChange={(event) => setPastedLink(event.currentTarget.value)}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            required
            withAsterisk={false}
          />
        </>
      ) : (
        <p className="dim">You were invited to watch. Say who you are, so that the others recognise you.</p>
      )}
      <WhoFields who={who} onChange={setWho} />
      <ProblemNote problem={join.problem} title="The invitation did not work" />
      {join.isBusy && (
        <p className="dim" role="status">
          Waiting for the other device. Keep its screen open.
        </p>
      )}
      <Button type="submit" size="lg" loading={join.isBusy} disabled={link === "" || names === undefined}>
        Ask to join
      </Button>
    </form>
  );
}
