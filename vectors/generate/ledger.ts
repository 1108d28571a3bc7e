// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/ledger: a household's history, and every way to be refused. One fault a case. */
import { encodeCbor, decodeCbor, type CborValue } from "@nightlatch/bytes";
import { removeDevices, type DeviceSecrets } from "@nightlatch/protocol/keys";
import {
  decodeLedgerEntry,
  decodeSigned,
  encodeLedgerEntry,
  encodeSigned,
  LEDGER_CONTEXT,
  type AddBody,
  type EntryBody,
  type LedgerEntry,
  type LedgerRefusal,
  type LedgerState,
  type RotateBody,
} from "@nightlatch/protocol/wire";
import { deviceFromSeed } from "@nightlatch/protocol/keys";
import { TEST_NOW_MS, testHousehold } from "@nightlatch/testkit";
import { flipped, writeVectors, type VectorCase } from "./vector-file.ts";

const MAX = 1 << 20;

export async function generateLedger(): Promise<void> {
  const home = await testHousehold("vectors/ledger");
  const { owner, member, hub, paper, random, group } = home;
  const making = { actor: owner, random, nowMs: TEST_NOW_MS };
  const rotated = await removeDevices(making, { state: home.state, keyring: home.keyring, remove: [member.id] });
  const chain = [...home.entries.map(({ entry }) => entry), rotated.entry];

  const createEntry = read(chain[0]);
  const addEntry = read(chain[3]);
  const rotateEntry = read(rotated.entry);
  const stranger = await deviceFromSeed(random(32));
  const next = (
    body: EntryBody,
    actor: DeviceSecrets,
    over: Partial<LedgerEntry> = {},
    state: LedgerState = home.state,
  ) => sign({ ...addEntry, seq: state.seq + 1, prev: state.head, actor: actor.id, body, ...over }, actor);
  const addStranger: AddBody = {
    type: "add",
    device: { keys: stranger.publicKeys, role: "member" },
    groups: [group],
    boxes: [{ group, epoch: 0, hash: random(32) as RotateBody["rotations"][number]["boxes"][number]["hash"] }],
  };
  const rotate = rotateEntry.body as RotateBody;
  const rotation = rotate.rotations[0];
  if (rotation === undefined) throw new Error("a rotation");
  const withRotation = (over: Partial<typeof rotation>): RotateBody => ({
    ...rotate,
    rotations: [{ ...rotation, ...over }],
  });
  const good = await next(addStranger, owner);
  const asCbor = (change: (map: Record<string, CborValue>) => Record<string, CborValue>) =>
    resigned(good, owner, change);

  const refusals: readonly (readonly [string, Uint8Array, LedgerRefusal])[] = [
    ["not CBOR", Uint8Array.of(0xff), "ledger.malformed"],
    ["empty", new Uint8Array(), "ledger.malformed"],
    ["a byte left over", Uint8Array.of(...good, 0), "ledger.malformed"],
    ["truncated", good.subarray(0, good.length - 1), "ledger.malformed"],
    ["an extra key", await asCbor((map) => ({ ...map, x: 1 })), "ledger.malformed"],
    ["a missing key", await asCbor(({ nonce: _nonce, ...map }) => map), "ledger.malformed"],
    ["an unknown type", await asCbor((map) => ({ ...map, type: "grant" })), "ledger.malformed"],
    ["a short nonce", await asCbor((map) => ({ ...map, nonce: new Uint8Array(15) })), "ledger.malformed"],
    ["version 2", await asCbor((map) => ({ ...map, v: 2 })), "ledger.bad_version"],
    ["version 0", await asCbor((map) => ({ ...map, v: 0 })), "ledger.bad_version"],
    [
      "another household's",
      await next(addStranger, owner, { lane: random(16) as LedgerState["lane"] }),
      "ledger.wrong_lane",
    ],
    ["a number too high", await next(addStranger, owner, { seq: 5 }), "ledger.wrong_sequence"],
    ["a number used before", await next(addStranger, owner, { seq: 3 }), "ledger.wrong_sequence"],
    ["a second create", await next(createEntry.body, owner), "ledger.wrong_sequence"],
    ["another entry before it", await next(addStranger, owner, { prev: createEntry.prev }), "ledger.fork"],
    ["an actor that was never in", await next(addStranger, stranger), "ledger.unknown_actor"],
    ["a member as actor", await next(addStranger, member), "ledger.not_allowed"],
    ["a hub as actor", await next(addStranger, hub), "ledger.not_allowed"],
    ["the paper key adding a member", await next(addStranger, paper), "ledger.not_allowed"],
    ["the paper key removing", await next(rotate, paper), "ledger.not_allowed"],
    ["signed by another device", await next(addStranger, member, { actor: owner.id }), "ledger.bad_signature"],
    ["a changed signature", flipped(good, good.length - 1), "ledger.bad_signature"],
    [
      "a device that is in already",
      await next({ ...addStranger, device: { keys: member.publicKeys, role: "member" } }, owner),
      "ledger.device_exists",
    ],
    [
      "another device's session key",
      await next(
        {
          ...addStranger,
          device: { role: "member", keys: { ...stranger.publicKeys, session: member.publicKeys.session } },
        },
        owner,
      ),
      "ledger.key_reused",
    ],
    [
      "a session key that is another's ledger key",
      await next(
        {
          ...addStranger,
          device: { role: "member", keys: { ...stranger.publicKeys, session: owner.publicKeys.ledger } },
        },
        owner,
      ),
      "ledger.key_reused",
    ],
    [
      "another device's receiving key",
      await next(
        { ...addStranger, device: { role: "member", keys: { ...stranger.publicKeys, hpke: hub.publicKeys.hpke } } },
        owner,
      ),
      "ledger.key_reused",
    ],
    ["a device without a group", await next({ ...addStranger, groups: [], boxes: [] }, owner), "ledger.unknown_group"],
    [
      "a group that does not exist",
      await next({ ...addStranger, groups: [random(16) as typeof group] }, owner),
      "ledger.unknown_group",
    ],
    ["one group twice", await next({ ...addStranger, groups: [group, group] }, owner), "ledger.unknown_group"],
    ["a member without a seed", await next({ ...addStranger, boxes: [] }, owner), "ledger.wrong_recipients"],
    [
      "a hub with a seed",
      await next({ ...addStranger, device: { keys: stranger.publicKeys, role: "hub" } }, owner),
      "ledger.wrong_recipients",
    ],
    [
      "a seed of an epoch to come",
      await next({ ...addStranger, boxes: addStranger.boxes.map((box) => ({ ...box, epoch: 1 })) }, owner),
      "ledger.wrong_epoch",
    ],
    ["a rotation of nothing", await next({ type: "rotate", remove: [], rotations: [] }, owner), "ledger.malformed"],
    ["a removal of a stranger", await next({ ...rotate, remove: [stranger.id] }, owner), "ledger.unknown_device"],
    ["a removal of the last owner", await next({ ...rotate, remove: [owner.id] }, owner), "ledger.last_owner"],
    ["a removal without a new key", await next({ ...rotate, rotations: [] }, owner), "ledger.rotation_incomplete"],
    ["a new key twice", await next({ ...rotate, rotations: [rotation, rotation] }, owner), "ledger.malformed"],
    ["an epoch left out", await next(withRotation({ epoch: 2 }), owner), "ledger.wrong_epoch"],
    ["an epoch key used before", await next(withRotation({ pk: home.epoch.pk }), owner), "ledger.wrong_epoch"],
    [
      "a new key for the removed device, too",
      await next(
        {
          ...rotate,
          rotations: [{ ...rotation, boxes: [...rotation.boxes, { device: member.id, hash: home.epoch.pkHash }] }],
        },
        owner,
      ),
      "ledger.wrong_recipients",
    ],
    [
      "a new key that leaves a reader out",
      await next(withRotation({ boxes: rotation.boxes.slice(1) }), owner),
      "ledger.wrong_recipients",
    ],
    [
      "a rotation of an unknown group",
      await next({ ...rotate, remove: [], rotations: [{ ...rotation, group: random(16) as typeof group }] }, owner),
      "ledger.unknown_group",
    ],
  ];
  const lateAdd = await next(addStranger, member, { seq: 5, prev: rotated.state.head });

  const cases: VectorCase[] = [
    ...chain.map((entry, i) => ({
      name: `entry ${String(i)}: ${read(entry).body.type}`,
      after: i,
      entry,
      head: i === 4 ? rotated.state.head : undefined,
    })),
    ...refusals.map(([name, entry, error]) => ({ name, after: 4, entry, error })),
    { name: "a first entry that is an add", after: 0, entry: good, error: "ledger.wrong_sequence" },
    { name: "an add by the removed member", after: 5, entry: lateAdd, error: "ledger.unknown_actor" },
  ];
  writeVectors("protocol/ledger", "`after`: how many of the first entries are applied before this one.", cases);
}

function read(entry: Uint8Array | undefined): LedgerEntry {
  if (entry === undefined) throw new Error("an entry");
  return decodeLedgerEntry(decodeSigned(entry, MAX, "entry").bytes);
}

async function sign(entry: LedgerEntry, actor: DeviceSecrets): Promise<Uint8Array> {
  const bytes = encodeLedgerEntry(entry);
  return encodeSigned({ bytes, signature: await actor.ledger.sign(LEDGER_CONTEXT, bytes) });
}

/** The same entry with another map inside, signed again: the fault is in the layout, not in the signature. */
async function resigned(
  signed: Uint8Array,
  actor: DeviceSecrets,
  change: (map: Record<string, CborValue>) => Record<string, CborValue>,
): Promise<Uint8Array> {
  const map = decodeCbor(decodeSigned(signed, MAX, "entry").bytes) as Record<string, CborValue>;
  const bytes = encodeCbor(change(map));
  return encodeSigned({ bytes, signature: await actor.ledger.sign(LEDGER_CONTEXT, bytes) });
}
