// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Asks before something that can't be taken back, and says plainly what will happen. */
import { Button, Modal } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { useAction } from "./use-action.ts";
import { ProblemNote } from "./ProblemNote.tsx";

export type ConfirmDialogProps = Readonly<{
  title: string;
  /** On the button: the act itself, never "OK". */
  act: string;
  isOpen: boolean;
  onClose: () => void;
  onConfirm: () => Promise<void>;
  children: ReactNode;
}>;

export function ConfirmDialog({ title, act, isOpen, onClose, onConfirm, children }: ConfirmDialogProps): ReactElement {
  const confirm = useAction(async () => {
    await onConfirm();
    onClose();
  });
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <div className="confirm-words">{children}</div>
      <ProblemNote problem={confirm.problem} />
      <div className="form-actions">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button className="confirm-danger" onClick={() => confirm.run()} loading={confirm.isBusy}>
          {act}
        </Button>
      </div>
    </Modal>
  );
}
