// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One key holder: what it is, what it may do, since when; and for owners: rename, remove. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconDeviceDesktop, IconDeviceMobile, IconDots, IconPencil, IconRouter, IconTrash } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { NameDialog } from "../../design/NameDialog.tsx";
import { calendarDay } from "../../design/time-words.ts";
import type { DeviceView } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { ROLE_WORDS } from "./device-words.ts";
import { RemoveDeviceDialog } from "./RemoveDeviceDialog.tsx";

export function DeviceRow({ device, isOwner }: Readonly<{ device: DeviceView; isOwner: boolean }>): ReactElement {
  const vault = useVault();
  const [open, setOpen] = useState<"rename" | "remove">();
  return (
    <div className="row">
      <span className="row-icon">
        <DeviceIcon device={device} />
      </span>
      <div className="row-words">
        <p className="row-title">
          {device.name}
          {device.isThisDevice && <span className="tag">This browser</span>}
        </p>
        <p className="row-note">
          {device.isRemoved ? "Removed" : ROLE_WORDS[device.role]}{" "}
          <span className="row-aside">Added {calendarDay(device.addedAtMs)}</span>
        </p>
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
        onClose={() => setOpen(undefined)}
        onSave={(name) => vault.renameDevice({ device: device.id, name })}
      />
      <RemoveDeviceDialog device={device} isOpen={open === "remove"} onClose={() => setOpen(undefined)} />
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
