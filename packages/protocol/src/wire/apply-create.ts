// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Entry 0: the first owner, the first groups with their first epochs, the first key in the public log. */
import { encodeHex } from "@nightlatch/bytes";
import { wrongKeys } from "./device-key-reuse.ts";
import { deviceIdOf } from "./device-keys.ts";
import type { EntryPlace } from "./entry-place.ts";
import type { FirstEpoch } from "./epoch-words.ts";
import { formatId, type LaneId } from "./identifiers.ts";
import type { CreateBody } from "./ledger-body.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { epochKeyHash, type LedgerDevice, type LedgerGroup, type LedgerState } from "./ledger-state.ts";
import { isLogPolicy } from "./log-policy.ts";

/** The lane group, the people group, and a camera group. */
const FEWEST_GROUPS = 3;

export function applyCreate(lane: LaneId, body: CreateBody, place: EntryPlace): LedgerState | LedgerRefusal {
  if (body.device.role !== "owner") return "ledger.not_allowed";
  const wrong = wrongKeys([], body.device);
  if (wrong !== undefined) return wrong;
  const groups = new Map(body.groups.map((first) => [formatId(first.group), firstGroup(first)]));
  if (groups.size < FEWEST_GROUPS || groups.size !== body.groups.length) return "ledger.unknown_group";
  const creator = creatorOf(body, place);
  const key = formatId(creator.id);
  for (const { boxes } of body.groups) {
    if (boxes.length !== 1 || boxes.some(({ device }) => formatId(device) !== key)) return "ledger.wrong_recipients";
  }
  const publicKeys = new Set([...groups.values()].map(({ epochs }) => encodeHex(epochs[0].pkHash)));
  if (publicKeys.size !== groups.size) return "ledger.wrong_epoch";
  if (body.joint) return "ledger.not_allowed";
  if (!isLogPolicy(body.policy)) return "ledger.bad_policy";
  return {
    lane,
    seq: place.seq,
    head: place.head,
    createHash: place.head,
    policy: body.policy,
    policies: [{ fromSeq: place.seq, policy: body.policy }],
    joint: body.joint,
    laneKeys: [{ fromSeq: place.seq, key: body.laneKey }],
    devices: new Map([[key, creator]]),
    groups,
    proposals: new Map(),
    grants: new Map(),
  };
}

function creatorOf({ device, groups }: CreateBody, { seq, timeMs }: EntryPlace): LedgerDevice {
  return {
    id: deviceIdOf(device.keys),
    keys: device.keys,
    role: device.role,
    groups: groups.map(({ group }) => group),
    cameras: [],
    untilMs: 0,
    addedSeq: seq,
    addedTimeMs: timeMs,
    expandedSeq: seq,
    isFounder: true,
    ownerSinceMs: timeMs,
  };
}

function firstGroup({ group, pk, boxes }: FirstEpoch): LedgerGroup {
  const byDevice = new Map(boxes.map(({ device, hash }) => [formatId(device), hash]));
  return { group, epochs: [{ group, epoch: 0, pk, pkHash: epochKeyHash(pk), boxes: byDevice }] };
}
