// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Step 1 of a new household: its name and this device's. Both are sealed; the server never reads them. */
import { Button, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "../../design/ProblemNote.tsx";
import { useAction } from "../../vault-view/use-action.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { guessDeviceName } from "./guess-device-name.ts";

export function NamesForm({
  onCreated,
}: Readonly<{ onCreated: (phrase: readonly string[], householdName: string) => void }>): ReactElement {
  const vault = useVault();
  const [householdName, setHouseholdName] = useState("");
  const [deviceName, setDeviceName] = useState(() => guessDeviceName(navigator.userAgent));
  const create = useAction(async () => {
    const names = { householdName: householdName.trim(), deviceName: deviceName.trim() };
    const { paperPhrase } = await vault.createHousehold(names);
    onCreated(paperPhrase, names.householdName);
  });
  return (
    <form
      className="welcome-form"
      onSubmit={(event) => {
        event.preventDefault();
        create.run();
      }}
    >
      <TextInput
        label="Household"
        placeholder="The Garden House"
        description="Only your own devices can read this name."
        value={householdName}
        onChange={(event) => setHouseholdName(event.currentTarget.value)}
        maxLength={60}
        required
        withAsterisk={false}
        autoFocus
        autoComplete="off"
      />
      <TextInput
        label="This device"
        description="So that you can tell your devices apart later."
        value={deviceName}
        onChange={(event) => setDeviceName(event.currentTarget.value)}
        maxLength={60}
        required
        withAsterisk={false}
        autoComplete="off"
      />
      <ProblemNote problem={create.problem} title="The household was not created" />
      <Button
        type="submit"
        size="lg"
        loading={create.isBusy}
        disabled={householdName.trim() === "" || deviceName.trim() === ""}
      >
        Create household
      </Button>
    </form>
  );
}
