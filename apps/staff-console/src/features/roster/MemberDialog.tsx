// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Asks before a change of the roster is signed, and says what it does and who else must sign. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ConfirmDialog } from "@nightlatch/ui-kit/ConfirmDialog";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { calendarDay } from "@nightlatch/ui-kit/time-words";
import { useAction } from "@nightlatch/ui-kit/use-action";
import type { RosterMember } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { ACT_LABELS, type MemberAct } from "./member-acts.ts";
import { dayText, endOfDay } from "./end-date.ts";

type MemberDialogProps = Readonly<{ act: MemberAct; member: RosterMember; onClose: () => void }>;

export function MemberDialog({ act, member, onClose }: MemberDialogProps): ReactElement {
  const vault = useVault();
  if (act === "extend") return <ExtendDialog member={member} onClose={onClose} />;
  const run = { suspend: vault.suspend, restore: vault.restore, end: vault.endStaff }[act];
  return (
    <ConfirmDialog
      title={`${ACT_LABELS[act]}: ${member.name}?`}
      act={ACT_LABELS[act]}
      isOpen
      onClose={onClose}
      onConfirm={() => run(member.id)}
    >
      <p>{WORDS[act]}</p>
      <p className="dim">The change is signed with your key, and everybody can see it in the public log.</p>
    </ConfirmDialog>
  );
}

const WORDS: Readonly<Record<Exclude<MemberAct, "extend">, string>> = {
  suspend:
    "Acts at once: every session of this key ends, and what was granted to it closes. Two officers can restore it.",
  restore: "A second officer must sign as well. Then the key works again at once.",
  end: "Acts at once and can't be taken back. To work here again, the person enrols a new device.",
};

function ExtendDialog({ member, onClose }: Omit<MemberDialogProps, "act">): ReactElement {
  const vault = useVault();
  const [day, setDay] = useState(() => dayText(member.endMs));
  const endMs = endOfDay(day);
  const extend = useAction(async () => {
    if (endMs === undefined) return;
    await vault.extend({ staff: member.id, endMs });
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={`A later end: ${member.name}`} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        className="roster-form"
        onSubmit={(event) => {
          event.preventDefault();
          extend.run();
        }}
      >
        <TextInput
          type="date"
          label="Works until the end of"
          description={`Now: ${calendarDay(member.endMs)}. A second officer must sign as well.`}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
          data-autofocus
        />
        <ProblemNote problem={extend.problem} />
        <div className="form-actions">
          <Button variant="subtle" color="gray" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={extend.isBusy} disabled={endMs === undefined || endMs <= member.endMs}>
            Sign
          </Button>
        </div>
      </form>
    </Modal>
  );
}
