// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The grants that stand in a household: each until its end, a `revoke`, or its giver's going (protocol §17). */
import { encodeBase64url } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { deviceIdOf } from "./device-keys.ts";
import type { EntryPlace } from "./entry-place.ts";
import { grantKind, type GrantBody, type ReleaseBody, type RevokeBody } from "./grant-body.ts";
import { formatId, type ClipId, type DeviceId } from "./identifiers.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerState } from "./ledger-state.ts";
import { isGrantLength } from "./operator/purposes.ts";
import { MAX_OPEN_GRANTS } from "./size-limits.ts";

/** Named by the head behind the entry that gave it: its `grant`, or the `confirm` of one. */
export type Grant = Readonly<{
  head: Hash;
  seq: number;
  /** Who gave it, when. */
  actor: DeviceId;
  timeMs: number;
  /** The id of the keys in `body`. */
  staff: DeviceId;
  body: GrantBody;
  /** What was sealed to the staff already, by the entry `seq`. */
  released: readonly Readonly<{ clip: ClipId; hash: Hash; seq: number }>[];
}>;

export function findGrant({ grants }: Pick<LedgerState, "grants">, head: Hash): Grant | undefined {
  return grants.get(encodeBase64url(head));
}

/** Those that have not ended by `atMs`, oldest first. */
export function openGrants({ grants }: Pick<LedgerState, "grants">, atMs: number): readonly Grant[] {
  return [...grants.values()].filter(({ body }) => atMs < body.untilMs);
}

const MINUTE_MS = 60 * 1000;

/** How long it was given for: what the staff's acceptance says, and everyone counts. */
export function grantMinutes({ timeMs, body }: Grant): number {
  return Math.ceil((body.untilMs - timeMs) / MINUTE_MS);
}

/** Whoever reads this state cannot tell what the staff saw: only what it was given the right to ask for. */
export function applyGrant(state: LedgerState, body: GrantBody, place: EntryPlace): LedgerState | LedgerRefusal {
  const { seq, head, timeMs, actor } = place;
  const clips = new Set(body.clips.map(({ clip }) => formatId(clip)));
  if (clips.size !== body.clips.length) return "ledger.malformed";
  if (!isGrantLength(grantKind(body), body.untilMs - timeMs)) return "ledger.malformed";
  // Ended ones make room: the entry's own time decides, so that every device counts alike.
  const open = openGrants(state, timeMs);
  if (open.length >= MAX_OPEN_GRANTS) return "ledger.malformed";
  const grant: Grant = { head, seq, actor, timeMs, staff: deviceIdOf(body.staff), body, released: [] };
  return { ...state, grants: asMap([...open, grant]) };
}

export function applyRevoke(state: LedgerState, { grant }: RevokeBody): LedgerState | LedgerRefusal {
  const grants = new Map(state.grants);
  return grants.delete(encodeBase64url(grant)) ? { ...state, grants } : "ledger.unknown_grant";
}

export function applyRelease(state: LedgerState, body: ReleaseBody, place: EntryPlace): LedgerState | LedgerRefusal {
  const grant = findGrant(state, body.grant);
  if (grant === undefined) return "ledger.unknown_grant";
  const wrong = wrongRelease(grant, body, place.timeMs);
  if (wrong !== undefined) return wrong;
  const released = [...grant.released, ...body.keys.map(({ clip, hash }) => ({ clip, hash, seq: place.seq }))];
  return { ...state, grants: new Map(state.grants).set(encodeBase64url(grant.head), { ...grant, released }) };
}

function wrongRelease({ body, released }: Grant, { keys }: ReleaseBody, timeMs: number): LedgerRefusal | undefined {
  if (timeMs >= body.untilMs) return "ledger.grant_expired";
  const granted = new Set(body.clips.map(({ clip }) => formatId(clip)));
  if (!keys.every(({ clip }) => granted.has(formatId(clip)))) return "ledger.not_granted";
  const used = [...released, ...keys].map(({ clip }) => formatId(clip));
  return new Set(used).size === used.length ? undefined : "ledger.grant_used";
}

function asMap(grants: readonly Grant[]): ReadonlyMap<string, Grant> {
  return new Map(grants.map((grant) => [encodeBase64url(grant.head), grant]));
}
