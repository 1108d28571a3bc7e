// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A household's three entries about staff (protocol §17.1). A grant can only be signed from a request that this
 * device judged, and a release only from a judged acceptance: what was not checked has not the type.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import type { GoodRelease, GoodRequest } from "../log/index.ts";
import {
  grantBoxHash,
  type CameraId,
  type ClipId,
  type GrantBody,
  type GrantedClipName,
  type LedgerState,
} from "../wire/index.ts";
import { NO_BOXES, signEntry, type EntryMaking, type SignedEntry } from "./sign-entry.ts";

/** What the person chose: as much as was asked for, or less. */
export type GrantChoice = Readonly<
  ({ clips: readonly GrantedClipName[] } | { camera: CameraId }) & { sound: boolean; minutes: number }
>;

const MINUTE_MS = 60 * 1000;

/** @throws protocol.not_allowed for more than was asked for | ledger.malformed | ledger.not_allowed */
export function signGrant(
  making: EntryMaking,
  state: LedgerState,
  good: GoodRequest,
  choice: GrantChoice,
): Promise<SignedEntry> {
  assertNotWider(good, choice);
  const { request, hash, staff, roster } = good;
  const body: GrantBody = {
    type: "grant",
    operator: roster.operator,
    roster: roster.head,
    staff: staff.keys,
    request: hash,
    purpose: request.purpose,
    ...("clips" in choice ? { clips: choice.clips } : { clips: [], camera: choice.camera }),
    sound: choice.sound,
    untilMs: making.nowMs + choice.minutes * MINUTE_MS,
  };
  return signEntry(making, { state }, body, NO_BOXES);
}

/** Ends it at once. @throws ledger.unknown_grant | ledger.not_allowed */
export function revokeGrant(making: EntryMaking, state: LedgerState, grant: Hash): Promise<SignedEntry> {
  return signEntry(making, { state }, { type: "revoke", grant }, NO_BOXES);
}

/** The grant boxes travel beside the entry, and are stored with it or not at all. */
export type SignedRelease = SignedEntry & Readonly<{ grantBoxes: readonly Uint8Array[] }>;

/** @throws ledger.unknown_grant | ledger.grant_expired | ledger.not_granted | ledger.grant_used */
export async function releaseGrant(
  making: EntryMaking,
  state: LedgerState,
  { grant, acceptanceHash: acceptance }: GoodRelease,
  boxes: readonly Readonly<{ clip: ClipId; box: Uint8Array }>[],
): Promise<SignedRelease> {
  const keys = boxes.map(({ clip, box }) => ({ clip, hash: grantBoxHash(box) }));
  const signed = await signEntry(making, { state }, { type: "release", grant: grant.head, acceptance, keys }, NO_BOXES);
  return { ...signed, grantBoxes: boxes.map(({ box }) => box) };
}

function assertNotWider({ request }: GoodRequest, choice: GrantChoice): void {
  const kind = "clips" in choice ? "clips" : "live";
  const cameras = "clips" in choice ? choice.clips.map(({ camera }) => camera) : [choice.camera];
  const { camera: asked } = request;
  const isWithin =
    kind === request.kind &&
    choice.minutes <= request.minutes &&
    cameras.every((camera) => asked === undefined || equalBytes(camera, asked));
  if (!isWithin) throw new ProtocolError("protocol.not_allowed", "a grant gives no more than was asked for");
}
