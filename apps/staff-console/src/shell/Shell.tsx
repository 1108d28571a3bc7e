// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The frame of the console's screens: the places of this role, and who is signed in until when. */
import { IconEyeOff, IconMoodEmpty } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Navigate, Outlet } from "react-router";
import { AppFrame } from "@nightlatch/ui-kit/AppFrame";
import { EmptyState } from "@nightlatch/ui-kit/EmptyState";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { SplashScreen } from "@nightlatch/ui-kit/SplashScreen";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useMe, useVaultView } from "../vault-view/vault-view.ts";
import { placesOf } from "./places.ts";
import { SessionCard } from "./SessionCard.tsx";
import "./shell.css";

export function Shell(): ReactElement {
  const answer = useAnswer(useVaultView().status);
  // For the moment between the end of a session and the gate's answer to it.
  if (answer.kind !== "here" || answer.value.kind !== "ready") return <SplashScreen />;
  const { me, sessionEndsAtMs } = answer.value;
  return (
    <AppFrame
      brand={
        <>
          Nightlatch <span className="staff-mark">staff</span>
        </>
      }
      places={placesOf(me.role)}
      placeOf={firstSegment}
      foot={<SessionCard me={me} endsAtMs={sessionEndsAtMs} />}
    >
      <Outlet />
    </AppFrame>
  );
}

/** Where a role begins. */
export function HomePlace(): ReactElement {
  const me = useMe();
  const [first] = placesOf(me.role);
  if (first !== undefined) return <Navigate to={first.to} replace />;
  return (
    <>
      <PageHeader title="Nothing here yet" />
      <EmptyState picture={<IconMoodEmpty size={40} />} title="Your role has no screens in this console">
        <p>
          You are on the roster as {me.role}. <IconEyeOff size={16} aria-hidden="true" /> Nobody sees a household's
          footage from here without its own signature.
        </p>
      </EmptyState>
    </>
  );
}

/** Cases are walked through by keyboard: from one to the next is not a new place. */
function firstSegment(pathname: string): string {
  return pathname.split("/", 2).join("/");
}
