// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The end of a grant: nothing is left here to see. */
import { Button } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { EmptyState } from "@nightlatch/ui-kit/EmptyState";

export function GrantEnded(): ReactElement {
  return (
    <EmptyState
      picture={<IconLock size={40} stroke={1.5} />}
      title="Ended"
      actions={
        <Button component={Link} to="/granted" variant="default">
          All grants
        </Button>
      }
    >
      <p>The time is over, or the household stopped it. Nothing was kept here.</p>
    </EmptyState>
  );
}
