// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Asks for a device's new name, and who uses it. A hub is nobody's. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import type { DeviceView } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";

type RenameProps = Readonly<{ device: DeviceView; onClose: () => void }>;

export function RenameDeviceDialog({ isOpen, ...props }: RenameProps & Readonly<{ isOpen: boolean }>): ReactElement {
  const title = props.device.role === "hub" ? "Rename hub" : "Rename device or person";
  return (
    <Modal opened={isOpen} onClose={props.onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <RenameForm {...props} />
    </Modal>
  );
}

/** Made anew each time the dialog opens, so it starts from the present names. */
function RenameForm({ device, onClose }: RenameProps): ReactElement {
  const vault = useVault();
  const [name, setName] = useState(device.name);
  const [person, setPerson] = useState(device.person);
  const isSame = name.trim() === device.name && person.trim() === device.person;
  const save = useAction(async () => {
    await vault.renameDevice({ device: device.id, name: name.trim(), person: person.trim() });
    onClose();
  });
  return (
    <form
      className="access-dialog"
      onSubmit={(event) => {
        event.preventDefault();
        save.run();
      }}
    >
      <TextInput
        label={device.role === "hub" ? "Name" : "Device"}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={60}
        data-autofocus
        autoComplete="off"
      />
      {device.role !== "hub" && (
        <TextInput
          label="Used by"
          description="Devices with the same name stand together."
          placeholder="Anna"
          value={person}
          onChange={(event) => setPerson(event.currentTarget.value)}
          maxLength={60}
          autoComplete="off"
        />
      )}
      <ProblemNote problem={save.problem} />
      <div className="form-actions">
        <Button variant="subtle" color="gray" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isBusy} disabled={name.trim() === "" || isSame}>
          Save
        </Button>
      </div>
    </form>
  );
}
