// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file On the roster, but the key does not work now: says why, and since or until when. */
import type { ReactElement } from "react";
import { calendarDay, clockTime, dayInside } from "@nightlatch/ui-kit/time-words";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { StaffView, Standing } from "../../vault-client/vault-api.ts";
import { DropKeys } from "./DropKeys.tsx";
import { SignInButton } from "./SignInButton.tsx";
import { StartFrame } from "./StartFrame.tsx";

type Idle = Exclude<Standing, Readonly<{ kind: "working" }>>;

export function IdleNotice({ me, standing }: Readonly<{ me: StaffView; standing: Idle }>): ReactElement {
  const nowMs = useNow(1000);
  return (
    <StartFrame title={TITLES[standing.kind]}>
      <p className="start-lead">{words(me, standing, nowMs)}</p>
      {/* What this device knows of the roster may be old: the server says how it is now. */}
      <div className="start-actions">
        <SignInButton />
        <DropKeys />
      </div>
    </StartFrame>
  );
}

const TITLES: Readonly<Record<Idle["kind"], string>> = {
  waiting: "Almost there",
  suspended: "This key is suspended",
  ended: "This key has ended",
};

function words(me: StaffView, standing: Idle, nowMs: number): string {
  switch (standing.kind) {
    case "waiting":
      return `${me.name}, you are on the roster. A new key waits, so that a wrong one can be noticed: it works from ${dayInside(standing.worksFromMs, nowMs)}, ${clockTime(standing.worksFromMs)}.`;
    case "suspended":
      return "An officer or supervisor suspended it. It opens nothing and signs nothing until two officers restore it.";
    case "ended":
      return me.endMs <= nowMs
        ? `It was enrolled until ${calendarDay(me.endMs)}. To go on, delete the keys and enrol this device anew.`
        : "An officer ended it. To work here again, delete the keys and enrol this device anew.";
  }
}
