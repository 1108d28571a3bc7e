// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Takes this device's keys away, for a fresh start. */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ConfirmDialog } from "@nightlatch/ui-kit/ConfirmDialog";
import { useVault } from "../../vault-view/vault-view.ts";

export function DropKeys(): ReactElement {
  const vault = useVault();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="subtle" color="gray" onClick={() => setOpen(true)}>
        Delete the keys here
      </Button>
      <ConfirmDialog
        title="Delete this device's keys?"
        act="Delete the keys"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onConfirm={() => vault.forget()}
      >
        <p>
          This device can't sign in with them any more, and can't open its cases. Enrolling it again needs two officers.
        </p>
      </ConfirmDialog>
    </>
  );
}
