// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Asks for a new name of something. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useAction } from "./use-action.ts";
import { ProblemNote } from "./ProblemNote.tsx";

export type NameDialogProps = Readonly<{
  title: string;
  label: string;
  name: string;
  isOpen: boolean;
  onClose: () => void;
  onSave: (name: string) => Promise<void>;
}>;

export function NameDialog(props: NameDialogProps): ReactElement {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <NameForm {...props} />
    </Modal>
  );
}

/** Made anew each time the dialog opens, so it starts from the present name. */
function NameForm({ label, name, onClose, onSave }: NameDialogProps): ReactElement {
  const [text, setText] = useState(name);
  const save = useAction(async () => {
    await onSave(text.trim());
    onClose();
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.run();
      }}
    >
      <TextInput
        label={label}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maxLength={60}
        data-autofocus
        autoComplete="off"
        mb="md"
      />
      <ProblemNote problem={save.problem} />
      <div className="form-actions">
        <Button variant="subtle" color="gray" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isBusy} disabled={text.trim() === "" || text.trim() === name}>
          Save
        </Button>
      </div>
    </form>
  );
}
