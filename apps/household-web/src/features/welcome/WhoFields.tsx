// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who uses this browser, and what it is called. Both are sealed for the household. */
import { TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { guessDeviceName } from "./guess-device-name.ts";

export type Who = Readonly<{ person: string; deviceName: string }>;
export type WhoFieldsProps = Readonly<{ who: Who; onChange: (who: Who) => void }>;

export function WhoFields({ who, onChange }: WhoFieldsProps): ReactElement {
  return (
    <>
      <TextInput
        label="Your name"
        description="So that the others see who watches. Only your household can read it."
        placeholder="Anna"
        value={who.person}
        onChange={(event) => onChange({ ...who, person: event.currentTarget.value })}
        maxLength={60}
        required
        withAsterisk={false}
        autoComplete="given-name"
      />
      <TextInput
        label="This device"
        value={who.deviceName}
        onChange={(event) => onChange({ ...who, deviceName: event.currentTarget.value })}
        maxLength={60}
        required
        withAsterisk={false}
        autoComplete="off"
      />
    </>
  );
}

export function firstGuess(): Who {
  return { person: "", deviceName: guessDeviceName(navigator.userAgent) };
}

/** As the vault takes it; undefined while something is missing. */
export function namesFrom({
  person,
  deviceName,
}: Who): Readonly<{ deviceName: string; personName: string }> | undefined {
  const names = { deviceName: deviceName.trim(), personName: person.trim() };
  return names.deviceName === "" || names.personName === "" ? undefined : names;
}
