// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The button that renames the household. */
import { ActionIcon } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { NameDialog } from "@nightlatch/ui-kit/NameDialog";
import { useVault } from "../../vault-view/vault-view.ts";

export function HouseholdName({ name }: Readonly<{ name: string }>): ReactElement {
  const vault = useVault();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ActionIcon
        size={44}
        radius="xl"
        variant="subtle"
        color="gray"
        className="bar-button"
        aria-label="Rename household"
        onClick={() => setOpen(true)}
      >
        <IconPencil size={20} aria-hidden="true" />
      </ActionIcon>
      <NameDialog
        title="Rename household"
        label="Name"
        name={name}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onSave={(next) => vault.renameHousehold(next)}
      />
    </>
  );
}
