// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The form of a request, beside what the customer will read. Filing it opens nothing: the customer decides. */
import { Button, Modal } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useNow } from "@nightlatch/ui-kit/use-now";
import { useMe, useVault } from "../../vault-view/vault-view.ts";
import { emptyDraft, faultOf, requestOf, type RequestDraft } from "./request-draft.ts";
import { RequestFields } from "./RequestFields.tsx";
import { RequestPreview } from "./RequestPreview.tsx";
import "./request-dialog.css";

export type RequestDialogProps = Readonly<{ case: string; isOpen: boolean; onClose: () => void }>;

export function RequestDialog(props: RequestDialogProps): ReactElement {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title="Ask for access"
      size={920}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <RequestForm {...props} />
    </Modal>
  );
}

/** Made anew each time the dialog opens. */
function RequestForm({ case: id, onClose }: RequestDialogProps): ReactElement {
  const vault = useVault();
  const me = useMe();
  const nowMs = useNow(15_000);
  const [draft, setDraft] = useState<RequestDraft>(() => emptyDraft(Date.now()));
  const file = useAction(async () => {
    await vault.fileRequest({ case: id, ...requestOf(draft) });
    onClose();
  });
  const fault = faultOf(draft, nowMs);
  return (
    <form
      className="request-form"
      onSubmit={(event) => {
        event.preventDefault();
        file.run();
      }}
    >
      <RequestFields draft={draft} onChange={(change) => setDraft((before) => ({ ...before, ...change }))} />
      <section className="request-side" aria-label="What the customer will see">
        <p className="request-side-title">The customer will see</p>
        <div className="request-phone">
          <RequestPreview request={requestOf(draft)} staffName={me.name} nowMs={nowMs} />
          <p className="request-choices">
            They choose the recordings or the camera, may give less and leave the sound out, or say no. No answer in 12
            hours is a no.
          </p>
        </div>
      </section>
      <div className="request-end">
        <p className="request-fault" role="status">
          {fault ?? ""}
        </p>
        <ProblemNote problem={file.problem} />
        <div className="form-actions">
          <Button variant="subtle" color="gray" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={file.isBusy} disabled={fault !== undefined}>
            Send the request
          </Button>
        </div>
      </div>
    </form>
  );
}
