// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Leaving for good: first a word on taking recordings along, then what happens. */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { Link } from "react-router";
import { ConfirmDialog } from "@nightlatch/ui-kit/ConfirmDialog";
import { useVault } from "../../vault-view/vault-view.ts";

export function LeaveHousehold(): ReactElement {
  const vault = useVault();
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="section leave" aria-label="Leaving">
      <Button variant="subtle" color="red" onClick={() => setOpen(true)}>
        Leave this household
      </Button>
      <ConfirmDialog
        title="Leave this household?"
        act="Leave for good"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onConfirm={() => vault.leaveHousehold()}
      >
        <p>
          First take along what is yours: <Link to="/timeline">save recordings as videos</Link>. Afterwards this browser
          can open none.
        </p>
        <p>
          Then this browser signs itself out and forgets its keys. The others see that you left, and their devices renew
          the household’s keys.
        </p>
        <p className="dim">To come back, somebody has to let you in again.</p>
      </ConfirmDialog>
    </section>
  );
}
