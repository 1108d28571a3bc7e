// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/{lane-leaf,release,entry-gate,log-view,evidence}: what a household believes of the log. */
import { LoggedHousehold } from "@nightlatch/testkit";
import { generateEntryGate } from "./entry-gate.ts";
import { generateEvidence } from "./evidence.ts";
import { generateLaneLeaves } from "./lane-leaves.ts";
import { generateLogViews } from "./log-views.ts";
import { generateReleases } from "./releases.ts";

export async function generateHouseholdLog(): Promise<void> {
  await generateLaneLeaves();
  generateReleases();
  await generateEntryGate();
  await generateLogViews();
  await generateEvidence(await LoggedHousehold.create("vectors/evidence"));
}
