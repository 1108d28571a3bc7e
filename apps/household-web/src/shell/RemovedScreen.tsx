// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file This browser was removed from its household. */
import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../vault-view/vault-view.ts";
import { FullStop } from "@nightlatch/ui-kit/FullStop";

export function RemovedScreen(): ReactElement {
  const vault = useVault();
  const forget = useAction(() => vault.forget());
  return (
    <FullStop title="This browser was removed">
      <p>
        Someone who manages the household removed this browser. It gets no new pictures and opens no new recordings.
      </p>
      <p className="dim">If that was a mistake, ask them for a new link, then start again here.</p>
      <ProblemNote problem={forget.problem} />
      <div className="full-stop-actions">
        <Button onClick={() => forget.run()} loading={forget.isBusy}>
          Start again
        </Button>
      </div>
    </FullStop>
  );
}
