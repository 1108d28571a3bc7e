// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A new device: makes its keys and a credential, and from them the offer that two officers enrol. */
import { Button, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";
import { createCredential } from "../../webauthn/create-credential.ts";
import { StartFrame } from "./StartFrame.tsx";

export function OfferForm(): ReactElement {
  const vault = useVault();
  const [name, setName] = useState("");
  const make = useAction(async () => {
    const { staff, challenge } = await vault.beginOffer();
    const credential = await createCredential(staff, challenge);
    await vault.createOffer({ name: name.trim(), credential });
  });
  return (
    <StartFrame title="Enrol this device">
      <p className="start-lead">
        Keys are made in this browser and stay here. Your security key, or this computer's own, is asked each time you
        sign in. Two officers then put the device on the roster.
      </p>
      <form
        className="start-form"
        onSubmit={(event) => {
          event.preventDefault();
          make.run();
        }}
      >
        <TextInput
          label="Your name"
          description="Households see it when you ask for access."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={40}
          required
          autoComplete="off"
        />
        <ProblemNote problem={make.problem} />
        <div className="start-actions">
          <Button type="submit" size="md" loading={make.isBusy} disabled={name.trim() === ""}>
            Make this device's keys
          </Button>
        </div>
      </form>
    </StartFrame>
  );
}
