// SPDX-License-Identifier: AGPL-3.0-or-later
import { signerFromSeed, type Signer } from "@nightlatch/crypto/signature";
import { seededRandom } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import {
  decodeLaneLeaf,
  encodeLaneLeaf,
  LANE_LEAF_BYTES,
  LANE_LEAF_CONTEXT,
  laneHeadCommitment,
  laneLeafSignedBytes,
  logLaneOf,
  type LaneLeaf,
} from "./lane-leaf.ts";
import type { Hash } from "@nightlatch/crypto/keys";
import { signLaneLeaf } from "./sign-lane-leaf.ts";
import { verifyLane, verifyLaneLeaf } from "./verify-lane-leaf.ts";

const random = seededRandom("lane-leaf");
const [k0, k1, evil] = [signerFromSeed(random(32)), signerFromSeed(random(32)), signerFromSeed(random(32))];
const commitment = laneHeadCommitment(random(32), 7, random(32) as Uint8Array as Hash);
const first = await signLaneLeaf(k0, { kind: "household", commitment, next: k1.publicKey });
const second = await signLaneLeaf(k1, { kind: "household", previous: first, commitment, next: k1.publicKey });

async function resigned(leaf: Uint8Array, by: Signer, over: Partial<LaneLeaf>): Promise<Uint8Array> {
  const changed = { ...decodeLaneLeaf(leaf), ...over };
  return encodeLaneLeaf({ ...changed, signature: await by.sign(LANE_LEAF_CONTEXT, laneLeafSignedBytes(changed)) });
}

describe("a lane leaf", () => {
  it("has 214 bytes and comes back as it was", () => {
    expect(first).toHaveLength(LANE_LEAF_BYTES);
    expect(encodeLaneLeaf(decodeLaneLeaf(second))).toEqual(second);
    expect(decodeLaneLeaf(second)).toMatchObject({
      kind: "household",
      slot: 1,
      lane: logLaneOf("household", k0.publicKey),
    });
  });

  it("continues the lane of its first key, across a change of keys", () => {
    expect(verifyLaneLeaf(first)).toMatchObject({ kind: "linear" });
    expect(verifyLaneLeaf(second, first)).toMatchObject({ kind: "linear" });
    expect(verifyLane("household", k0.publicKey, [first, second])).toMatchObject({ kind: "linear", leaf: { slot: 1 } });
    expect(verifyLane("household", k0.publicKey, [])).toEqual({ kind: "linear", leaf: undefined });
  });

  it("is refused with any byte flipped", () => {
    for (let at = 0; at < LANE_LEAF_BYTES; at += 1) {
      const changed = Uint8Array.from(second);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(verifyLaneLeaf(changed, first).kind, `byte ${String(at)}`).toBe("refused");
    }
  });

  it("is refused when the key is not the announced one, though it signs well", async () => {
    const foreign = await resigned(second, evil, { key: evil.publicKey });
    expect(verifyLaneLeaf(foreign, first)).toEqual({ kind: "refused", code: "lane.wrong_key" });
  });

  it("is refused when it names another leaf before it, or another slot", async () => {
    const other = await signLaneLeaf(k0, { kind: "household", commitment, next: k0.publicKey });
    expect(verifyLaneLeaf(second, other)).toEqual({ kind: "refused", code: "lane.fork" });
    expect(verifyLaneLeaf(await resigned(second, k1, { slot: 2 }), first)).toEqual({
      kind: "refused",
      code: "lane.gap",
    });
    expect(verifyLaneLeaf(second)).toMatchObject({ kind: "refused" });
    const late = await resigned(first, k0, { slot: 1 });
    expect(verifyLaneLeaf(late)).toEqual({ kind: "refused", code: "lane.gap" });
    const tied = await resigned(first, k0, { prev: commitment });
    expect(verifyLaneLeaf(tied)).toEqual({ kind: "refused", code: "lane.fork" });
  });

  it("cannot begin or continue another key's lane", async () => {
    const squatting = await resigned(first, evil, { key: evil.publicKey });
    expect(verifyLaneLeaf(squatting)).toEqual({ kind: "refused", code: "lane.wrong_lane" });
    expect(verifyLane("household", evil.publicKey, [first])).toEqual({ kind: "refused", code: "lane.wrong_lane" });
    expect(verifyLane("release", k0.publicKey, [first])).toEqual({ kind: "refused", code: "lane.wrong_lane" });
    const moved = await resigned(second, k1, { lane: logLaneOf("household", evil.publicKey) });
    expect(verifyLaneLeaf(moved, first)).toEqual({ kind: "refused", code: "lane.wrong_lane" });
  });

  it("says nothing without its salt, and refuses a salt of another length", () => {
    const head = random(32) as Uint8Array as Hash;
    expect(laneHeadCommitment(random(32), 1, head)).not.toEqual(laneHeadCommitment(random(32), 1, head));
    expect(() => laneHeadCommitment(random(31), 1, head)).toThrow(
      expect.objectContaining({ code: "protocol.malformed" }),
    );
  });
});
