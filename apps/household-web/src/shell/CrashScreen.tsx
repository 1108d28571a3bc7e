// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A bug of ours took a screen down. Says so, and offers the way back; the error goes to the console. */
import { Button } from "@mantine/core";
import { useEffect, type ReactElement } from "react";
import { useRouteError } from "react-router";
import { FullStop } from "@nightlatch/ui-kit/FullStop";

export function CrashScreen(): ReactElement {
  const error = useRouteError();
  useEffect(() => reportError(error), [error]);
  return (
    <FullStop title="Something broke in the app">
      <p>Your recordings and keys are untouched. Loading the page again helps in most cases.</p>
      <div className="full-stop-actions">
        <Button onClick={() => location.assign("/cameras")}>Load again</Button>
      </div>
    </FullStop>
  );
}
