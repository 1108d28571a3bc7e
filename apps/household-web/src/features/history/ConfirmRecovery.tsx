// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The second question before an owner lets a browser in that only shows the paper key, and what that does. */
import { notifications } from "@mantine/notifications";
import type { ReactElement } from "react";
import { ConfirmDialog } from "@nightlatch/ui-kit/ConfirmDialog";
import type { ProposalView } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { OUTCOME_WORDS } from "../household/outcome-words.ts";

export type ConfirmRecoveryProps = Readonly<{ proposal: ProposalView; isOpen: boolean; onClose: () => void }>;

export function ConfirmRecovery({ proposal, isOpen, onClose }: ConfirmRecoveryProps): ReactElement {
  const vault = useVault();
  return (
    <ConfirmDialog
      title="Let this browser in now?"
      act="Let it in as an owner"
      isOpen={isOpen}
      onClose={onClose}
      onConfirm={async () => {
        notifications.show({ message: OUTCOME_WORDS[await vault.confirmProposal(proposal.id)] });
      }}
    >
      <p>
        Whoever asked has your paper key, or two of its parts. If you confirm, that browser becomes an owner without the
        day of waiting: it watches everything, past recordings too, and lets people in and out.
      </p>
      <p>
        Confirm only if you know who it is, and see or hear them now. A stranger may have found the paper key: then stop
        it, and make a new one.
      </p>
    </ConfirmDialog>
  );
}
