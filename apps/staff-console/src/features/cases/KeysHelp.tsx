// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The keys of this screen, on `?`. */
import { ActionIcon, Modal, Tooltip } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import type { ReactElement } from "react";

export type KeysHelpProps = Readonly<{ isOpen: boolean; onChange: (isOpen: boolean) => void }>;

export function KeysHelp({ isOpen, onChange }: KeysHelpProps): ReactElement {
  return (
    <>
      <Tooltip label="Keys">
        <ActionIcon
          className="keys-help"
          variant="subtle"
          color="gray"
          size={40}
          radius="xl"
          aria-label="Keys"
          onClick={() => onChange(true)}
        >
          <IconKeyboard size={22} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Modal opened={isOpen} onClose={() => onChange(false)} title="Keys" closeButtonProps={{ "aria-label": "Close" }}>
        <dl className="keys">
          {KEYS.map(([keys, meaning]) => (
            <div key={meaning}>
              <dt>
                {keys.map((key) => (
                  <kbd className="key" key={key}>
                    {key}
                  </kbd>
                ))}
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </>
  );
}

const KEYS = [
  [["j", "↓"], "next case"],
  [["k", "↑"], "case before"],
  [["Page ↓", "Page ↑"], "ten further, ten back"],
  [["Enter"], "open it"],
  [["/"], "search in the words of cases"],
  [["Esc"], "back to the list"],
  [["Ctrl", "Enter"], "send an answer"],
] as const;
