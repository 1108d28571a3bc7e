// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Let in by an owner, but without keys yet. Turns into the cameras by itself. */
import { Loader } from "@mantine/core";
import type { ReactElement } from "react";
import { clockTime } from "@nightlatch/ui-kit/time-words";
import { FullStop } from "@nightlatch/ui-kit/FullStop";

export function AdmittedScreen({
  waitsFor,
  sinceMs,
}: Readonly<{ waitsFor: "hub" | "owner"; sinceMs: number }>): ReactElement {
  return (
    <FullStop title={waitsFor === "hub" ? "Waiting for your hub to confirm" : "Waiting for another owner"}>
      <p>
        {waitsFor === "hub"
          ? "You were let in. The hub at home first checks that the public log shows it, so that nobody can be let in unseen."
          : "You were let in by one owner. This household decides together, so another owner has to confirm."}
      </p>
      <p className="dim">
        {waitsFor === "hub"
          ? "That takes a moment. If it takes longer, see whether the hub is on and connected."
          : "Ask them to open Household on their device."}
      </p>
      <p className="join-waiting" role="status">
        <Loader size={18} aria-hidden="true" />
        <span className="numbers">Since {clockTime(sinceMs)}. This page goes on by itself.</span>
      </p>
    </FullStop>
  );
}
