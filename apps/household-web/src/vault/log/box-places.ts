// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file For whom the seed boxes of an entry are: the entry names each by its hash. Pure. */
import { encodeBase64url } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import {
  decodeLedgerEntry,
  decodeSigned,
  deviceIdOf,
  MAX_LEDGER_ENTRY_BYTES,
  seedBoxHash,
  type DeviceId,
  type EntryBody,
  type GroupId,
} from "@nightlatch/protocol/wire";
import type { ReleasedBox } from "../server/household-server.ts";

type NamedBox = Readonly<{ group: GroupId; epoch: number; device: DeviceId; hash: Uint8Array }>;

/** @param signed an entry of this browser's own, with boxes that it names */
export function placeBoxes(signed: Uint8Array, boxes: readonly Uint8Array[]): readonly ReleasedBox[] {
  if (boxes.length === 0) return [];
  const { body } = decodeLedgerEntry(decodeSigned(signed, MAX_LEDGER_ENTRY_BYTES, "ledger entry").bytes);
  const byHash = new Map(namedBoxes(body).map((named) => [encodeBase64url(named.hash), named]));
  return boxes.map((box) => {
    const named = byHash.get(encodeBase64url(seedBoxHash(box)));
    invariant(named !== undefined, "an entry names each box that was made for it");
    const { group, epoch, device } = named;
    return { group, epoch, device, box };
  });
}

function namedBoxes(body: EntryBody): readonly NamedBox[] {
  switch (body.type) {
    case "add":
      return body.boxes.map((box) => ({ ...box, device: deviceIdOf(body.device.keys) }));
    case "change":
      return body.boxes.map((box) => ({ ...box, device: body.device }));
    case "group":
      return body.group.boxes.map(({ device, hash }) => ({ group: body.group.group, epoch: 0, device, hash }));
    case "create":
      return body.groups.flatMap(({ group, boxes }) =>
        boxes.map(({ device, hash }) => ({ group, epoch: 0, device, hash })),
      );
    case "rotate":
      return body.rotations.flatMap(({ group, epoch, boxes }) =>
        boxes.map(({ device, hash }) => ({ group, epoch, device, hash })),
      );
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
