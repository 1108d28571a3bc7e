// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which sealed epoch seed goes where. A box is known by its hash, which the ledger names: one that nobody named
 * is not taken, and one that is kept back may come later.
 */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import {
  deviceIdOf,
  formatId,
  seedBoxHash,
  type BoxFor,
  type EntryBody,
  type LedgerEntry,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import { ApiError } from "../errors.ts";
import type { StoredBox } from "../ports/ledger-store.ts";
import type { GroupId, Hash } from "../ports/stored-types.ts";

type Place = Omit<StoredBox, "box"> & Readonly<{ hash: Hash }>;

/** Finds for each box the place that its entry names for it. @throws ledger.boxes_mismatch */
export function placedBoxes({ body }: LedgerEntry, boxes: readonly Uint8Array[]): readonly StoredBox[] {
  const places = new Map(placesOf(body).map((place) => [encodeBase64url(place.hash), place]));
  return boxes.map((box) => {
    const key = encodeBase64url(seedBoxHash(box));
    const place = places.get(key);
    if (place === undefined) throw new ApiError("ledger.boxes_mismatch", "a box that the entry does not name");
    places.delete(key);
    const { device, group, epoch } = place;
    return { device, group, epoch, box };
  });
}

/** @throws ledger.boxes_mismatch unless the ledger names each of these boxes at its place */
export function assertNamed(state: LedgerState, boxes: readonly StoredBox[]): void {
  for (const { device, group, epoch, box } of boxes) {
    const hash = state.groups.get(formatId(group))?.epochs[epoch]?.boxes.get(formatId(device));
    if (hash !== undefined && equalBytes(hash, seedBoxHash(box))) continue;
    throw new ApiError("ledger.boxes_mismatch", "a box that the household's history does not name");
  }
}

function placesOf(body: EntryBody): readonly Place[] {
  switch (body.type) {
    case "create":
      return body.groups.flatMap(({ group, boxes }) => inEpoch(group, 0, boxes));
    case "add": {
      const device = deviceIdOf(body.device.keys);
      return body.boxes.map((box) => ({ ...box, device }));
    }
    case "change":
      return body.boxes.map((box) => ({ ...box, device: body.device }));
    case "rotate":
      return body.rotations.flatMap(({ group, epoch, boxes }) => inEpoch(group, epoch, boxes));
    case "group":
      return inEpoch(body.group.group, 0, body.group.boxes);
    case "leave":
    case "rules":
    case "confirm":
    case "cancel":
    case "grant":
    case "revoke":
    case "release":
      return [];
  }
}

function inEpoch(group: GroupId, epoch: number, boxes: readonly BoxFor[]): readonly Place[] {
  return boxes.map(({ device, hash }) => ({ device, group, epoch, hash }));
}
