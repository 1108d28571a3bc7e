// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A long life of a household of ten devices: its keys changed nineteen times, and guests who came and left. Bytes
 * are hex.
 */
import { encodeHex } from "@nightlatch/bytes";
import {
  addDevice,
  createHousehold,
  deviceFromSeed,
  leaveHousehold,
  removeDevices,
  witnessKeyOf,
  type EntryMaking,
  type Keyring,
  type SeedBox,
  type SignedEntry,
} from "@nightlatch/protocol/keys";
import { formatId, type CameraId, type LedgerState, type Role } from "@nightlatch/protocol/wire";
import { boxesFor, seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";

export type History = Readonly<{
  ownerSeed: string;
  entries: readonly string[];
  /** The owner's boxes, as a server hands them out. */
  boxes: readonly Readonly<{ group: string; epoch: number; box: string }>[];
}>;

const ROLES: readonly Role[] = ["owner", "owner", "member", "member", "member", "member", "member", "hub", "paper"];
const EPOCHS = 20;

export async function writeHistory(length: number): Promise<History> {
  const random = seededRandom("bench/ledger");
  const ownerSeed = random(32);
  const making = { actor: await deviceFromSeed(ownerSeed), random, nowMs: TEST_NOW_MS };
  const created = await createHousehold(making);
  const told: SignedEntry[] = [created];
  let { state, keyring } = created as { state: LedgerState; keyring: Keyring };
  const tell = (signed: SignedEntry) => {
    told.push(signed);
    state = signed.state;
  };
  for (const role of ROLES) tell(await newDevice(making, state, keyring, role));
  for (let epoch = 1; epoch < EPOCHS; epoch += 1) {
    const rotated = await removeDevices(making, { state, keyring, remove: [] });
    keyring = rotated.keyring;
    tell(rotated);
  }
  const cameras = [random(16) as Uint8Array as CameraId];
  while (told.length < length) {
    const guest = await deviceFromSeed(random(32));
    const keys = guest.publicKeys;
    tell(await addDevice(making, { state, keyring, keys, role: "guest", cameras, untilMs: TEST_NOW_MS + 1 }));
    if (told.length < length) tell(await leaveHousehold({ ...making, actor: guest }, state));
  }
  return {
    ownerSeed: encodeHex(ownerSeed),
    entries: told.map(({ entry }) => encodeHex(entry)),
    boxes: told.flatMap((signed) => boxesFor(signed, making.actor)).map(asHex),
  };
}

async function newDevice(making: EntryMaking, state: LedgerState, keyring: Keyring, role: Role): Promise<SignedEntry> {
  const device = await deviceFromSeed(making.random(32));
  const addition = { state, keyring, keys: device.publicKeys, role };
  return addDevice(making, role === "hub" ? { ...addition, witness: witnessKeyOf(device).publicKey } : addition);
}

function asHex({ group, epoch, box }: SeedBox) {
  return { group: formatId(group), epoch, box: encodeHex(box) };
}
