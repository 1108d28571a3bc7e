// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The keys are made. Shows the offer for the officers, and the way in once they have signed. */
import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { DropKeys } from "./DropKeys.tsx";
import { SignInButton } from "./SignInButton.tsx";
import { StartFrame } from "./StartFrame.tsx";

export function OfferWaiting({ staff, offer }: Readonly<{ staff: string; offer: string }>): ReactElement {
  return (
    <StartFrame title="Give this to an officer">
      <ol className="steps">
        <li>Send the text below to an officer. It holds public keys alone; no secret is in it.</li>
        <li>Tell the officer the device's id by another way, so that nobody swaps the text: see below.</li>
        <li>Two officers sign. After the roster's wait you can sign in here.</li>
      </ol>
      <p>
        Device id <strong className="numbers">{staff}</strong>
      </p>
      <div className="offer-text" aria-label="Offer" role="textbox" aria-readonly="true" tabIndex={0}>
        {offer}
      </div>
      <div className="start-actions">
        <CopyButton value={offer} timeout={2000}>
          {({ copied, copy }) => (
            <Button
              onClick={copy}
              leftSection={
                copied ? <IconCheck size={18} aria-hidden="true" /> : <IconCopy size={18} aria-hidden="true" />
              }
            >
              {copied ? "Copied" : "Copy the text"}
            </Button>
          )}
        </CopyButton>
        <SignInButton />
        <DropKeys />
      </div>
    </StartFrame>
  );
}
