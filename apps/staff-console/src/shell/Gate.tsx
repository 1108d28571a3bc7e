// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Decides by the worker's state which screens exist: enrolling and signing in, the console's, or a full stop. */
import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { FullStop } from "@nightlatch/ui-kit/FullStop";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { SplashScreen } from "@nightlatch/ui-kit/SplashScreen";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../vault-view/vault-view.ts";

export function Gate(): ReactElement {
  const { status } = useVaultView();
  const answer = useAnswer(status);
  const isAtStart = useLocation().pathname === "/start";
  if (answer.kind === "waiting") return <SplashScreen />;
  if (answer.kind === "failed") {
    return (
      <FullStop title="The console can't start">
        <ProblemNote problem={answer.problem} />
        <div className="full-stop-actions">
          <Button onClick={status.askAgain}>Try again</Button>
        </div>
      </FullStop>
    );
  }
  switch (answer.value.kind) {
    case "stopped":
      return (
        <FullStop title="The server showed a roster that can't be true">
          <p>
            Nothing from it is trusted any more, and this console stays shut. Tell an officer by another way than this
            computer.
          </p>
          <ProblemNote problem={answer.value.problem} />
        </FullStop>
      );
    case "ready":
      return isAtStart ? <Navigate to="/home" replace /> : <Outlet />;
    case "empty":
    case "offered":
    case "idle":
    case "signed-out":
      return isAtStart ? <Outlet /> : <Navigate to="/start" replace />;
  }
}
