// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One key holder: what it can see, since when, when last seen; and for owners: change, rename, remove. */
import { ActionIcon, Menu } from "@mantine/core";
import {
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDots,
  IconEye,
  IconPencil,
  IconRouter,
  IconTrash,
} from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { NameDialog } from "../../design/NameDialog.tsx";
import type { DeviceView } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { ChangeAccessDialog } from "./ChangeAccessDialog.tsx";
import { DeviceNotes } from "./DeviceNotes.tsx";
import { RemoveDeviceDialog } from "./RemoveDeviceDialog.tsx";

export function DeviceRow({ device, isOwner }: Readonly<{ device: DeviceView; isOwner: boolean }>): ReactElement {
  const vault = useVault();
  const [open, setOpen] = useState<"access" | "rename" | "remove">();
  const close = (): void => setOpen(undefined);
  return (
    <div className="row">
      <span className="row-icon">
        <DeviceIcon device={device} />
      </span>
      <div className="row-words">
        <p className="row-title">
          {device.name}
          {device.isThisDevice && <span className="tag">This browser</span>}
          {device.admission === "waiting" && <span className="tag">Waits for your hub</span>}
          {device.hasExpired && !device.isRemoved && <span className="tag">Time is over</span>}
        </p>
        <DeviceNotes device={device} />
      </div>
      {isOwner && (
        <Menu>
          <Menu.Target>
            <ActionIcon
              size={44}
              radius="xl"
              variant="subtle"
              color="gray"
              className="bar-button"
              aria-label={`More for ${device.name}`}
            >
              <IconDots size={20} aria-hidden="true" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {(device.role === "member" || device.role === "guest") && (
              <Menu.Item leftSection={<IconEye size={18} aria-hidden="true" />} onClick={() => setOpen("access")}>
                Change what it sees
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconPencil size={18} aria-hidden="true" />} onClick={() => setOpen("rename")}>
              Rename
            </Menu.Item>
            {!device.isThisDevice && (
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={18} aria-hidden="true" />}
                onClick={() => setOpen("remove")}
              >
                Remove
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <NameDialog
        title="Rename device"
        label="Name"
        name={device.name}
        isOpen={open === "rename"}
        onClose={close}
        onSave={(name) => vault.renameDevice({ device: device.id, name })}
      />
      <ChangeAccessDialog device={device} isOpen={open === "access"} onClose={close} />
      <RemoveDeviceDialog device={device} isOpen={open === "remove"} onClose={close} />
    </div>
  );
}

function DeviceIcon({ device }: Readonly<{ device: DeviceView }>): ReactElement {
  if (device.role === "hub") return <IconRouter size={22} stroke={1.7} aria-hidden="true" />;
  if (/phone|android|ipad|mobile|pixel|galaxy/i.test(device.name)) {
    return <IconDeviceMobile size={22} stroke={1.7} aria-hidden="true" />;
  }
  return <IconDeviceDesktop size={22} stroke={1.7} aria-hidden="true" />;
}
