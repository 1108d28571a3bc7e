// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The grants that are open for this key, and whether their keys have come. */
import type { StaffCall } from "../server/staff-calls.ts";

export type OpenGrant = Readonly<{
  grant: string;
  request: string;
  purpose: string;
  kind: "clips" | "live";
  clips: readonly Readonly<{ clip: string; header: string }>[];
  camera: string | undefined;
  untilMs: number;
  /** What the household gave it for, and what the acceptance must say. */
  minutes: number;
  state: "granted" | "accepted" | "open";
}>;

export async function findGrants(call: StaffCall): Promise<readonly OpenGrant[]> {
  const { grants } = await call("listStaffGrants", {});
  return Promise.all(
    grants.map(async ({ grant, request, purpose, clips, camera, untilMs, minutes, acceptedSlot }) => {
      const kind = camera === null ? "clips" : "live";
      const isOpen = acceptedSlot !== null && (kind === "live" || (await hasBoxes(call, grant)));
      const state = isOpen ? "open" : acceptedSlot === null ? "granted" : "accepted";
      return { grant, request, purpose, kind, clips, camera: camera ?? undefined, untilMs, minutes, state };
    }),
  );
}

/** A live camera's keys come with each clip; those of recordings in a release of the household's own device. */
async function hasBoxes(call: StaffCall, grant: string): Promise<boolean> {
  const { boxes } = await call("readGrantBoxes", { params: { grant } });
  return boxes.length > 0;
}
