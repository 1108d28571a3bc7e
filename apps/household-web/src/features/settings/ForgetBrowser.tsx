// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Takes the keys out of this browser, for a device that is given away. */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useNavigate } from "react-router";
import { ConfirmDialog } from "@nightlatch/ui-kit/ConfirmDialog";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useVault } from "../../vault-view/vault-view.ts";

export function ForgetBrowser(): ReactElement {
  const vault = useVault();
  const navigate = useNavigate();
  const { isOwner } = useHousehold();
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="section" aria-labelledby="forget">
      <div className="section-head">
        <h2 className="section-title" id="forget">
          This browser
        </h2>
      </div>
      <p className="section-note">
        Before you give this device away: delete its keys, so that it can’t watch any more.
      </p>
      <Button variant="light" color="red" onClick={() => setOpen(true)}>
        Delete the keys here
      </Button>
      <ConfirmDialog
        title="Delete the keys in this browser?"
        act="Delete the keys"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onConfirm={async () => {
          await vault.forget();
          await navigate("/welcome", { replace: true });
        }}
      >
        <p>This browser can’t watch any more. Your household, its cameras and recordings stay.</p>
        {isOwner && (
          <p>
            If this is your only device, you come back with your paper key alone. Without it, the recordings can never
            be opened again.
          </p>
        )}
      </ConfirmDialog>
    </section>
  );
}
