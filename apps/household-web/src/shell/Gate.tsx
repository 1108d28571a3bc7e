// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Decides by the vault's state which screens exist: the welcome, the household's, or a full stop. */
import type { ReactElement } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../vault-view/vault-view.ts";
import { useArrival } from "./arrival.ts";
import { AdmittedScreen } from "./AdmittedScreen.tsx";
import { RecoveringScreen } from "./RecoveringScreen.tsx";
import { RemovedScreen } from "./RemovedScreen.tsx";
import { SplashScreen } from "@nightlatch/ui-kit/SplashScreen";
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
      return <StoppedScreen {...answer.value} />;
    case "removed":
      return <RemovedScreen />;
    case "admitted":
      // The address is the cameras' already: that is what stands here once the keys have come.
      return isOutside ? <Navigate to="/cameras" replace /> : <AdmittedScreen {...answer.value} />;
    case "recovering":
      return isOutside ? <Navigate to="/household" replace /> : <RecoveringScreen {...answer.value} />;
    case "joining":
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
