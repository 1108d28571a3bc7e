// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One key holder: what it can see, since when, when last seen; rename it; and for owners: change, remove. */
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
import { useRef, useState, type ReactElement } from "react";
import type { DeviceView } from "../../vault-client/vault-api.ts";
import { ChangeAccessDialog } from "./ChangeAccessDialog.tsx";
import { DeviceNotes } from "./DeviceNotes.tsx";
import { RenameDeviceDialog } from "./RenameDeviceDialog.tsx";
import { RemoveDeviceDialog } from "./RemoveDeviceDialog.tsx";

export function DeviceRow({ device, isOwner }: Readonly<{ device: DeviceView; isOwner: boolean }>): ReactElement {
  const [open, setOpen] = useState<"access" | "rename" | "remove">();
  const more = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(undefined);
    // The menu that opened the dialog is gone: the keyboard goes on where the menu stood.
    more.current?.focus();
  };
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
      {(isOwner || mayNameItself(device)) && (
        <Menu>
          <Menu.Target>
            <ActionIcon
              ref={more}
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
            {isOwner && (device.role === "member" || device.role === "guest") && (
              <Menu.Item leftSection={<IconEye size={18} aria-hidden="true" />} onClick={() => setOpen("access")}>
                Change what it sees
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconPencil size={18} aria-hidden="true" />} onClick={() => setOpen("rename")}>
              Rename
            </Menu.Item>
            {isOwner && !device.isThisDevice && (
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
      <RenameDeviceDialog device={device} isOpen={open === "rename"} onClose={close} />
      <ChangeAccessDialog device={device} isOpen={open === "access"} onClose={close} />
      <RemoveDeviceDialog device={device} isOpen={open === "remove"} onClose={close} />
    </div>
  );
}

/** A guest is named by whoever let it in. */
function mayNameItself({ isRemoved, isThisDevice, role }: DeviceView): boolean {
  return isThisDevice && !isRemoved && role !== "guest";
}

function DeviceIcon({ device }: Readonly<{ device: DeviceView }>): ReactElement {
  if (device.role === "hub") return <IconRouter size={22} stroke={1.7} aria-hidden="true" />;
  if (/phone|android|ipad|mobile|pixel|galaxy/i.test(device.name)) {
    return <IconDeviceMobile size={22} stroke={1.7} aria-hidden="true" />;
  }
  return <IconDeviceDesktop size={22} stroke={1.7} aria-hidden="true" />;
}
