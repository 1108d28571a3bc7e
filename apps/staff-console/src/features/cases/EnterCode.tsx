// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A customer on the phone reads out a code: it leads to that case, once, and to nothing else. */
import { Button, Modal, PinInput } from "@mantine/core";
import { IconHash } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";

const DIGITS = 8;

export function EnterCode({ onFound }: Readonly<{ onFound: (id: string) => void }>): ReactElement {
  const vault = useVault();
  const [isOpen, setOpen] = useState(false);
  const enter = useAction(async (code: string) => {
    const found = await vault.enterCode(code);
    setOpen(false);
    onFound(found);
  });
  return (
    <>
      <Button
        variant="default"
        size="sm"
        leftSection={<IconHash size={17} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        Code
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="The code that the customer reads out"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <div className="enter-code">
          <p className="dim">It is in their app under Support, works once, and for ten minutes.</p>
          <PinInput
            length={DIGITS}
            type="number"
            size="md"
            gap={6}
            aria-label="Code"
            data-autofocus
            disabled={enter.isBusy}
            onComplete={(code) => enter.run(code)}
          />
          <ProblemNote problem={enter.problem} />
        </div>
      </Modal>
    </>
  );
}
