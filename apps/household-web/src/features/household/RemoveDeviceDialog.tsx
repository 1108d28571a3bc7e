// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Removing a device, with what that means and what it can't undo. */
import { notifications } from "@mantine/notifications";
import type { ReactElement } from "react";
import { ConfirmDialog } from "@nightlatch/ui-kit/ConfirmDialog";
import type { DeviceView } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { OUTCOME_WORDS } from "./outcome-words.ts";

export type RemoveDeviceDialogProps = Readonly<{ device: DeviceView; isOpen: boolean; onClose: () => void }>;

export function RemoveDeviceDialog({ device, isOpen, onClose }: RemoveDeviceDialogProps): ReactElement {
  const vault = useVault();
  return (
    <ConfirmDialog
      title={`Remove ${device.name}?`}
      act="Remove"
      isOpen={isOpen}
      onClose={onClose}
      onConfirm={async () => {
        if ((await vault.removeDevices([device.id])) === "proposed") {
          notifications.show({ message: OUTCOME_WORDS.proposed });
        }
      }}
    >
      {device.role === "hub" ? (
        <>
          <p>Recording stops at once. The cameras of this hub can’t be seen until a hub is connected again.</p>
          <p className="dim">Recordings that you have stay yours.</p>
        </>
      ) : (
        <>
          <p>It stops watching at once, and your household gets new keys that it does not have.</p>
          <p className="dim">
            What this device has already opened or saved, it may keep. No system can take that back.
          </p>
        </>
      )}
    </ConfirmDialog>
  );
}
