// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Granted clips, and the receipts without which nothing of them is given out: the receipt is durable first, so there
 * is no part that a household cannot see fetched.
 */
import { FETCH_LIFE_MS } from "@nightlatch/api-contract";
import { equalBytes } from "@nightlatch/bytes";
import { verifyFetchReceipt, type StaffMember } from "@nightlatch/protocol/wire";
import { ApiError } from "../../errors.ts";
import type { StoredClip } from "../../ports/clip-index.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FetchRow, GrantStore } from "../../ports/grant-store.ts";
import type { ClipId, Hash, LaneId } from "../../ports/stored-types.ts";
import type { Clips } from "../clips.ts";
import type { LaneEvents } from "../lane-events.ts";
import type { Caller } from "../sessions.ts";
import type { Grants, OpenGrant } from "./grants.ts";

type Parts = Readonly<{ store: GrantStore; grants: Grants; clips: Clips; events: LaneEvents; clock: Clock }>;

export class Fetches {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Durable when it resolves. @throws paper.refused | grant.unknown | grant.not_accepted */
  async keepReceipt(member: StaffMember, signed: Uint8Array): Promise<void> {
    const { store, grants, events } = this.#parts;
    const { grant: head, clip, atMs } = grants.believed(member, (roster) => verifyFetchReceipt(signed, roster));
    const open = await grants.readAccepted(member, head);
    assertGranted(open, clip);
    await store.addFetch(open.lane, { grant: head, clip, atMs, receipt: signed });
    events.publish(open.lane, { type: "grants-changed" });
  }

  /** @throws grant.unknown | grant.not_accepted | grant.no_receipt | clip.unknown */
  async readClip(member: StaffMember, head: Hash, clip: ClipId): Promise<StoredClip> {
    return this.#parts.clips.find(await this.#laneOf(member, head, clip), clip);
  }

  /** @throws grant.unknown | grant.not_accepted | grant.no_receipt | clip.unknown | part.unknown */
  async readPart(member: StaffMember, head: Hash, clip: ClipId, index: number): Promise<Uint8Array> {
    const lane = await this.#laneOf(member, head, clip);
    return this.#parts.clips.partOf(lane, await this.#parts.clips.find(lane, clip), index);
  }

  /** Of the caller's household. */
  fetchesAfter({ lane }: Caller, cursor: number, limit: number): ReturnType<GrantStore["fetchesAfter"]> {
    return this.#parts.store.fetchesAfter(lane, cursor, limit);
  }

  async #laneOf(member: StaffMember, head: Hash, clip: ClipId): Promise<LaneId> {
    const { store, grants, clock } = this.#parts;
    const open = await grants.readAccepted(member, head);
    assertGranted(open, clip);
    const receipt: FetchRow | undefined = await store.lastFetch(head, clip);
    if (receipt !== undefined && receipt.atMs + FETCH_LIFE_MS > clock.nowMs()) return open.lane;
    throw new ApiError("grant.no_receipt", "no receipt for this clip, or an old one");
  }
}

/** Of the clips that a camera recorded, staff is given those in the grant and no other. */
function assertGranted({ grant }: OpenGrant, clip: ClipId): void {
  if (grant.body.clips.some((one) => equalBytes(one.clip, clip))) return;
  throw new ApiError("clip.unknown", "no such clip in this grant");
}
