// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The vault itself could not be opened: private window, blocked storage, an old browser. */
import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import type { Problem } from "../vault-client/vault-api.ts";
import { FullStop } from "@nightlatch/ui-kit/FullStop";

export function UnreadableScreen({
  problem,
  onRetry,
}: Readonly<{ problem: Problem; onRetry: () => void }>): ReactElement {
  return (
    <FullStop title="Your keys can’t be opened here">
      <p>Nightlatch keeps your household’s keys in this browser, and could not reach them just now.</p>
      <ProblemNote problem={problem} />
      <div className="full-stop-actions">
        <Button onClick={onRetry}>Try again</Button>
      </div>
    </FullStop>
  );
}
