// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The link of an invitation (already filled in when it opened this page) and a name for this browser. */
import { Button, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "../../design/ProblemNote.tsx";
import { useArrival } from "../../shell/arrival.ts";
import { useAction } from "../../vault-view/use-action.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { guessDeviceName } from "./guess-device-name.ts";

export function JoinForm({ onCode }: Readonly<{ onCode: (code: string) => void }>): ReactElement {
  const vault = useVault();
  const { arrival } = useArrival();
  const arrivedLink = arrival.kind === "invitation" ? arrival.link : undefined;
  const [pastedLink, setPastedLink] = useState("");
  const [deviceName, setDeviceName] = useState(() => guessDeviceName(navigator.userAgent));
  const link = arrivedLink ?? pastedLink.trim();
  const join = useAction(async () => {
    const { code } = await vault.join({ link, deviceName: deviceName.trim() });
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
        <p className="dim">You were invited to watch. Give this browser a name that the others will recognise.</p>
      )}
      <TextInput
        label="This device"
        value={deviceName}
        onChange={(event) => setDeviceName(event.currentTarget.value)}
        maxLength={60}
        required
        withAsterisk={false}
        autoComplete="off"
      />
      <ProblemNote problem={join.problem} title="The invitation did not work" />
      {join.isBusy && (
        <p className="dim" role="status">
          Waiting for the other device. Keep its screen open.
        </p>
      )}
      <Button type="submit" size="lg" loading={join.isBusy} disabled={link === "" || deviceName.trim() === ""}>
        Ask to join
      </Button>
    </form>
  );
}
