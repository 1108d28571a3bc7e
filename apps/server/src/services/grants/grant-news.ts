// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which grants an entry opened, and where the sealed keys that came with it belong: the entry names each by its hash. */
import { encodeBase64url } from "@nightlatch/bytes";
import { grantBoxHash, type Grant, type LedgerEntry, type LedgerState, type StaffId } from "@nightlatch/protocol/wire";
import { ApiError } from "../../errors.ts";
import type { GrantBox, GrantNews } from "../../ports/grant-store.ts";

/** @throws ledger.boxes_mismatch unless exactly the boxes that a `release` names are there, each once */
export function grantNewsOf(
  before: LedgerState | undefined,
  after: LedgerState,
  { body }: LedgerEntry,
  boxes: readonly Uint8Array[],
): GrantNews {
  const { lane } = after;
  const opened = newGrants(before, after).map(({ head, staff, body: { untilMs } }) => ({
    grant: head,
    lane,
    staff,
    untilMs,
  }));
  return { opened, boxes: placedBoxes(body, boxes) };
}

/** Whose grants are others than before: opened, ended, given keys. */
export function staffConcerned(before: LedgerState | undefined, after: LedgerState): readonly StaffId[] {
  const known = before?.grants ?? new Map<string, Grant>();
  const changed = [
    ...[...after.grants].filter(([key, grant]) => known.get(key) !== grant).map(([, grant]) => grant),
    ...[...known].filter(([key]) => !after.grants.has(key)).map(([, grant]) => grant),
  ];
  return changed.map(({ staff }) => staff);
}

function newGrants(before: LedgerState | undefined, after: LedgerState): readonly Grant[] {
  return [...after.grants].filter(([key]) => before?.grants.has(key) !== true).map(([, grant]) => grant);
}

function placedBoxes(body: LedgerEntry["body"], boxes: readonly Uint8Array[]): readonly GrantBox[] {
  const named = body.type === "release" ? body.keys : [];
  const sent = new Map(boxes.map((box) => [encodeBase64url(grantBoxHash(box)), box]));
  const placed = named.flatMap(({ clip, hash }) => {
    const box = sent.get(encodeBase64url(hash));
    return box === undefined || body.type !== "release" ? [] : [{ grant: body.grant, clip, box }];
  });
  if (placed.length === named.length && placed.length === boxes.length) return placed;
  throw new ApiError("ledger.boxes_mismatch", "the sealed clip keys are not those that the entry names");
}
