// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Ends what staff may see, by one press. */
import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";

export function StopAccess({ id }: Readonly<{ id: string }>): ReactElement {
  const vault = useVault();
  const stop = useAction(() => vault.stopAccess(id));
  return (
    <>
      <Button className="confirm-danger" onClick={() => stop.run()} loading={stop.isBusy}>
        Stop
      </Button>
      <ProblemNote problem={stop.problem} title="Not stopped yet" />
    </>
  );
}
