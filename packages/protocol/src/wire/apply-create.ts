// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Entry 0: the first device, the first groups, their first epochs. */
import type { Hash } from "@nightlatch/crypto/keys";
import { deviceIdOf } from "./device-keys.ts";
import { formatId } from "./identifiers.ts";
import type { CreateBody, FirstEpoch } from "./ledger-body.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { epochKeyHash, type LedgerDevice, type LedgerGroup, type LedgerState } from "./ledger-state.ts";

export function applyCreate(entry: LedgerEntry, body: CreateBody, head: Hash): LedgerState | LedgerRefusal {
  if (body.device.role !== "owner") return "ledger.not_allowed";
  const groups = new Map(body.groups.map((epoch) => [formatId(epoch.group), firstGroup(epoch)]));
  if (groups.size === 0 || groups.size !== body.groups.length) return "ledger.unknown_group";
  const id = deviceIdOf(body.device.keys);
  const creator: LedgerDevice = { id, ...body.device, groups: body.groups.map((epoch) => epoch.group), addedSeq: 0 };
  const key = formatId(id);
  for (const { boxes } of body.groups) {
    if (boxes.length !== 1 || boxes.some((box) => formatId(box.device) !== key)) return "ledger.wrong_recipients";
  }
  return {
    lane: entry.lane,
    seq: 0,
    head,
    createHash: head,
    policy: body.policy,
    devices: new Map([[key, creator]]),
    groups,
  };
}

function firstGroup(first: FirstEpoch): LedgerGroup {
  const boxes = new Map(first.boxes.map((box) => [formatId(box.device), box.hash]));
  return {
    group: first.group,
    epochs: [{ group: first.group, epoch: 0, pk: first.pk, pkHash: epochKeyHash(first.pk), boxes }],
  };
}
