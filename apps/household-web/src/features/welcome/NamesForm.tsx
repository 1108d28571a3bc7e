// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Step 1 of a new household: its name, yours and this device's. All are sealed; the server never reads them. */
import { Button, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";
import { firstGuess, namesFrom, WhoFields } from "./WhoFields.tsx";

export function NamesForm({
  onCreated,
}: Readonly<{ onCreated: (phrase: readonly string[], householdName: string) => void }>): ReactElement {
  const vault = useVault();
  const [householdName, setHouseholdName] = useState("");
  const [who, setWho] = useState(firstGuess);
  const names = namesFrom(who);
  const create = useAction(async () => {
    if (names === undefined) return;
    const { paperPhrase } = await vault.createHousehold({ householdName: householdName.trim(), ...names });
    onCreated(paperPhrase, householdName.trim());
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
      <WhoFields who={who} onChange={setWho} />
      <ProblemNote problem={create.problem} title="The household was not created" />
      <Button
        type="submit"
        size="lg"
        loading={create.isBusy}
        disabled={householdName.trim() === "" || names === undefined}
      >
        Create household
      </Button>
    </form>
  );
}
