// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Giving a family member or guest more to see, or taking some away. */
import { Button, Modal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { DeviceView } from "../../vault-client/vault-api.ts";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";
import { accessFrom, draftOf } from "./access-draft.ts";
import { accessOf } from "./access-words.ts";
import { AccessFields } from "./AccessFields.tsx";
import { OUTCOME_WORDS } from "./outcome-words.ts";

type ChangeAccessProps = Readonly<{ device: DeviceView; onClose: () => void }>;

export function ChangeAccessDialog({
  isOpen,
  ...props
}: ChangeAccessProps & Readonly<{ isOpen: boolean }>): ReactElement {
  const title = `What can ${props.device.name} see?`;
  return (
    <Modal opened={isOpen} onClose={props.onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <ChangeAccess {...props} />
    </Modal>
  );
}

/** Made anew each time the dialog opens, so it starts from what the device has. */
function ChangeAccess({ device, onClose }: ChangeAccessProps): ReactElement {
  const vault = useVault();
  const nowMs = useNow(60_000);
  const [draft, setDraft] = useState(() => draftOf(accessOf(device) ?? { role: "member", groups: [] }, nowMs));
  const access = accessFrom(draft, nowMs);
  const save = useAction(async () => {
    if (access === undefined) return;
    const outcome = await vault.changeAccess({ device: device.id, access });
    notifications.show({ message: OUTCOME_WORDS[outcome] });
    onClose();
  });
  return (
    <div className="access-dialog">
      <AccessFields
        draft={draft}
        onChange={setDraft}
        roles={device.role === "guest" ? ["guest"] : ["member", "owner"]}
      />
      <p className="dim">What it has already opened or saved, it may keep.</p>
      <ProblemNote problem={save.problem} title="Nothing was changed" />
      <div className="form-actions">
        <Button variant="subtle" color="gray" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={() => save.run()} loading={save.isBusy} disabled={access === undefined}>
          Save
        </Button>
      </div>
    </div>
  );
}
