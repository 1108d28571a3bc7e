// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The frame of the household's screens, with what must be said above each of them. */
import { IconDeviceCctv, IconHistory, IconHome, IconLock, IconSettings } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Outlet } from "react-router";
import { AppFrame } from "@nightlatch/ui-kit/AppFrame";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../vault-view/vault-view.ts";
import { AccessBanners } from "./AccessBanners.tsx";
import { ConnectionBanner } from "./ConnectionBanner.tsx";
import { HistoryBanners } from "./HistoryBanners.tsx";
import { PaperKeyBanner } from "./PaperKeyBanner.tsx";
import { RecoveryBanner } from "./RecoveryBanner.tsx";
import { SettlingBanner } from "./SettlingBanner.tsx";
import { UnreadBadge } from "./UnreadBadge.tsx";
import { SplashScreen } from "@nightlatch/ui-kit/SplashScreen";

const PLACES = [
  { to: "/cameras", label: "Cameras", Icon: IconDeviceCctv },
  { to: "/timeline", label: "Timeline", Icon: IconHistory },
  { to: "/household", label: "Household", Icon: IconHome, badge: <UnreadBadge /> },
  { to: "/settings", label: "Settings", Icon: IconSettings },
] as const;

export function Shell(): ReactElement {
  const answer = useAnswer(useVaultView().status);
  // For the moment between losing the household and the gate's answer to it.
  if (answer.kind !== "here" || answer.value.kind !== "ready") return <SplashScreen />;
  const { household } = answer.value;
  return (
    <AppFrame brand="Nightlatch" places={PLACES} foot={<WhoCanWatch />}>
      {household.isOwner && <RecoveryBanner />}
      <AccessBanners />
      <HistoryBanners household={household} />
      <SettlingBanner household={household} />
      <ConnectionBanner connection={answer.value.connection} />
      {!household.isPaperChecked && household.isOwner && <PaperKeyBanner />}
      <Outlet />
    </AppFrame>
  );
}

function WhoCanWatch(): ReactElement {
  return (
    <p className="shell-promise">
      <IconLock size={16} aria-hidden="true" />
      <span>Only your household can watch</span>
    </p>
  );
}
