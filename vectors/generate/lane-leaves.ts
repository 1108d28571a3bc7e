// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/lane-leaf: a lane with a change of keys, and every way not to continue it. */
import type { Hash } from "@nightlatch/crypto/keys";
import { signerFromSeed, type Signer } from "@nightlatch/crypto/signature";
import {
  decodeLaneLeaf,
  encodeLaneLeaf,
  LANE_LEAF_CONTEXT,
  LANE_SALT_BYTES,
  laneHeadCommitment,
  laneLeafHash,
  laneLeafSignedBytes,
  logLaneOf,
  signLaneLeaf,
  type LaneLeaf,
} from "@nightlatch/protocol/wire";
import { seededRandom } from "@nightlatch/testkit";
import { flipped, writeVectors, type VectorCase } from "./vector-file.ts";

/** y = 1: of small order. */
const SMALL_ORDER_KEY = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
/** Where the layout of protocol §13.1 has its two keys. */
const [KEY_AT, NEXT_AT] = [86, 118];

export async function generateLaneLeaves(): Promise<void> {
  const random = seededRandom("vectors/lane-leaf");
  const seeds = [random(32), random(32), random(32)] as const;
  const [k0, k1, evil] = [signerFromSeed(seeds[0]), signerFromSeed(seeds[1]), signerFromSeed(seeds[2])];
  const [salt, seq, head] = [random(LANE_SALT_BYTES), 7, random(32) as Uint8Array as Hash];
  const commitment = laneHeadCommitment(salt, seq, head);
  const first = await signLaneLeaf(k0, { kind: "household", commitment, next: k1.publicKey });
  const next = { kind: "household", previous: first, commitment, next: k1.publicKey } as const;
  const second = await signLaneLeaf(k1, next);
  const release = await signLaneLeaf(k0, { kind: "release", commitment, next: k0.publicKey });
  const otherFirst = await signLaneLeaf(k0, { kind: "household", commitment, next: k0.publicKey });

  const after = (name: string, leaf: Uint8Array, error: string): VectorCase => ({ name, leaf, previous: first, error });
  const alone = (name: string, leaf: Uint8Array, error: string): VectorCase => ({ name, leaf, error });
  writeVectors(
    "protocol/lane-leaf",
    "A leaf judged after `previous`, or as its lane's first. `hash` is what the following leaf names.",
    [
      { name: "slot 0", leaf: first, slot: 0, hash: laneLeafHash(first), lane: logLaneOf("household", k0.publicKey) },
      {
        name: "slot 1, by the key that slot 0 announced",
        leaf: second,
        previous: first,
        slot: 1,
        hash: laneLeafHash(second),
      },
      { name: "slot 0 of a release lane", leaf: release, slot: 0, lane: logLaneOf("release", k0.publicKey) },
      alone("empty", new Uint8Array(), "lane.malformed"),
      alone("a byte short", first.subarray(1), "lane.malformed"),
      alone("a byte more", Uint8Array.of(...first, 0), "lane.malformed"),
      alone("an unknown kind", changedByte(first, 1, 3), "lane.malformed"),
      alone("version 2", changedByte(first, 0, 2), "lane.bad_version"),
      alone("a signing key of small order", changedKey(first, KEY_AT), "lane.malformed"),
      alone("an announced key of small order", changedKey(first, NEXT_AT), "lane.malformed"),
      alone("a changed signature", flipped(first, first.length - 1), "lane.bad_signature"),
      alone("a changed commitment", flipped(first, 60), "lane.bad_signature"),
      alone(
        "slot 0 in a lane that its key does not name",
        await resigned(first, evil, { key: evil.publicKey }),
        "lane.wrong_lane",
      ),
      alone("slot 0 of a household in the lane of a release", changedByte(release, 1, 0), "lane.wrong_lane"),
      alone("slot 1 as the first", await resigned(first, k0, { slot: 1 }), "lane.gap"),
      alone("slot 0 that names a leaf before it", await resigned(first, k0, { prev: commitment }), "lane.fork"),
      after("slot 2 after slot 0", await resigned(second, k1, { slot: 2 }), "lane.gap"),
      after("slot 0 after slot 0", first, "lane.gap"),
      after(
        "another lane's",
        await resigned(second, k1, { lane: logLaneOf("household", evil.publicKey) }),
        "lane.wrong_lane",
      ),
      after("another kind", await resigned(second, k1, { kind: "staff" }), "lane.wrong_lane"),
      after("zeros as the leaf before", await resigned(second, k1, { prev: new Uint8Array(32) as Hash }), "lane.fork"),
      { name: "another leaf in slot 0", leaf: second, previous: otherFirst, error: "lane.fork" },
      after("by the key before", await resigned(second, k0, { key: k0.publicKey }), "lane.wrong_key"),
      after(
        "by a stranger's key, well signed",
        await resigned(second, evil, { key: evil.publicKey }),
        "lane.wrong_key",
      ),
      after("by the announced key in name only", await resigned(second, evil, {}), "lane.bad_signature"),
    ],
    { seeds, keys: [k0.publicKey, k1.publicKey, evil.publicKey], commitment: { salt, seq, head, commitment } },
  );
}

async function resigned(leaf: Uint8Array, by: Signer, over: Partial<LaneLeaf>): Promise<Uint8Array> {
  const changed = { ...decodeLaneLeaf(leaf), ...over };
  return encodeLaneLeaf({ ...changed, signature: await by.sign(LANE_LEAF_CONTEXT, laneLeafSignedBytes(changed)) });
}

function changedByte(leaf: Uint8Array, at: number, value: number): Uint8Array {
  const changed = Uint8Array.from(leaf);
  changed[at] = value;
  return changed;
}

function changedKey(leaf: Uint8Array, at: number): Uint8Array {
  const changed = Uint8Array.from(leaf);
  changed.set(SMALL_ORDER_KEY, at);
  return changed;
}
