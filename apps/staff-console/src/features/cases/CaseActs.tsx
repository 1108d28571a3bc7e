// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What staff may do about a case: answer, ask for access, close it. */
import { Button, Textarea } from "@mantine/core";
import { IconEye, IconSend } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { ConfirmDialog } from "@nightlatch/ui-kit/ConfirmDialog";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import type { CaseView } from "../../vault-client/vault-api.ts";
import { useMe, useVault } from "../../vault-view/vault-view.ts";
import { RequestDialog } from "./RequestDialog.tsx";

/** A message is padded and sealed whole; the server takes up to 64 KiB. */
const MAX_TEXT = 8000;

export function CaseActs({ view }: Readonly<{ view: CaseView }>): ReactElement {
  const vault = useVault();
  const me = useMe();
  const [text, setText] = useState("");
  const [dialog, setDialog] = useState<"request" | "close">();
  const send = useAction(async () => {
    await vault.sendWords({ case: view.row.id, text: text.trim() });
    setText("");
  });
  const isEmpty = text.trim() === "";
  return (
    <form
      className="case-acts"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) send.run();
      }}
    >
      <Textarea
        aria-label="Your answer"
        placeholder="Your answer. It is sealed to this customer."
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isEmpty) send.run();
          if (event.key === "Escape") event.currentTarget.blur();
        }}
        maxLength={MAX_TEXT}
        autosize
        minRows={2}
        maxRows={8}
      />
      <ProblemNote problem={send.problem} />
      <div className="case-acts-bar">
        {me.role === "support" && (
          <Button
            variant="default"
            leftSection={<IconEye size={18} aria-hidden="true" />}
            onClick={() => setDialog("request")}
          >
            Ask for access
          </Button>
        )}
        <Button variant="subtle" color="gray" onClick={() => setDialog("close")}>
          Close the case
        </Button>
        <span className="case-acts-space" />
        <Button
          type="submit"
          loading={send.isBusy}
          disabled={isEmpty}
          rightSection={<IconSend size={18} aria-hidden="true" />}
        >
          Send
        </Button>
      </div>
      <RequestDialog case={view.row.id} isOpen={dialog === "request"} onClose={() => setDialog(undefined)} />
      <ConfirmDialog
        title="Close this case?"
        act="Close the case"
        isOpen={dialog === "close"}
        onClose={() => setDialog(undefined)}
        onConfirm={() => vault.closeCase(view.row.id)}
      >
        <p>The customer sees that it is closed. What they granted ends by its own time, or when they stop it.</p>
      </ConfirmDialog>
    </form>
  );
}
