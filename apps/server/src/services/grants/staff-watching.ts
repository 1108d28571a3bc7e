// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who of the staff watches which camera right now, told to its household at once. One entry a staff socket. */
import { equalBytes } from "@nightlatch/bytes";
import type { CameraId, LaneId, StaffId } from "@nightlatch/protocol/wire";
import type { Hash } from "../../ports/stored-types.ts";
import type { LaneEvents } from "../lane-events.ts";

export type WatchingStaff = Readonly<{
  grant: Hash;
  staff: StaffId;
  camera: CameraId;
  sinceMs: number;
  untilMs: number;
}>;

type Watching = WatchingStaff & Readonly<{ lane: LaneId }>;

export class StaffWatching {
  readonly #events: LaneEvents;
  readonly #watching = new Set<Watching>();

  constructor(events: LaneEvents) {
    this.#events = events;
  }

  /** The household knows before the first picture is out. The function returned ends it. */
  begin(lane: LaneId, staff: WatchingStaff): () => void {
    const watching = { ...staff, lane };
    this.#watching.add(watching);
    this.#events.publish(lane, { type: "staff-watching", state: "started", ...staff });
    return () => {
      if (!this.#watching.delete(watching)) return;
      const goesOn = this.of(lane).some(({ grant }) => equalBytes(grant, staff.grant));
      // A second window of the same device: the household is told of the last one.
      if (!goesOn) this.#events.publish(lane, { type: "staff-watching", state: "ended", ...staff });
    };
  }

  of(lane: LaneId): readonly WatchingStaff[] {
    return [...this.#watching].filter((one) => equalBytes(one.lane, lane));
  }
}
