// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Decides by the vault's state which screens exist: the welcome, the household's, or a full stop. */
import type { ReactElement } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { useAnswer, useVaultView } from "../vault-view/vault-view.ts";
import { useArrival } from "./arrival.ts";
import { RemovedScreen } from "./RemovedScreen.tsx";
import { SplashScreen } from "./SplashScreen.tsx";
import { StoppedScreen } from "./StoppedScreen.tsx";
import { UnreadableScreen } from "./UnreadableScreen.tsx";

export function Gate(): ReactElement {
  const { status } = useVaultView();
  const answer = useAnswer(status);
  const { pathname } = useLocation();
  const { arrival } = useArrival();
  if (answer.kind === "waiting") return <SplashScreen />;
  if (answer.kind === "failed") return <UnreadableScreen problem={answer.problem} onRetry={status.askAgain} />;

  const isOutside = pathname === "/join" || pathname.startsWith("/welcome");
  switch (answer.value.kind) {
    case "stopped":
      return <StoppedScreen problem={answer.value.problem} evidence={answer.value.evidence} />;
    case "removed":
      return <RemovedScreen />;
    case "joining":
    case "admitted":
    case "recovering":
      return pathname === "/join" ? <Outlet /> : <Navigate to="/join" replace />;
    case "empty":
      return isOutside ? <Outlet /> : <Navigate to="/welcome" replace />;
    case "ready":
      if (pathname === "/welcome") return <Navigate to="/cameras" replace />;
      // `/` is where a hub's link leads. Once used it is just the app's address: people open it again and again.
      if (pathname === "/" && arrival.kind === "hub" && !answer.value.household.hasHub)
        return <Navigate to="/settings/hub" replace />;
      return <Outlet />;
  }
}
