// SPDX-License-Identifier: AGPL-3.0-or-later
import { systemRandom } from "@nightlatch/crypto/random";
import {
  addDevice,
  createHousehold,
  deviceFromSeed,
  witnessKeyOf,
  type DeviceSecrets,
} from "@nightlatch/protocol/keys";
import { signBeacon } from "@nightlatch/protocol/seal";
import type { CameraId, ClipId, LedgerState } from "@nightlatch/protocol/wire";
import { sha256 } from "@nightlatch/crypto/hash";
import { beforeAll, describe, expect, it } from "vitest";
import { FeedProof } from "./feed-proof.ts";

const CAMERA = new Uint8Array(16).fill(1) as Uint8Array as CameraId;
const OTHER_CAMERA = new Uint8Array(16).fill(2) as Uint8Array as CameraId;
const HUB_CLOCK = 1_800_000_000_000;

describe("FeedProof", () => {
  let hub: DeviceSecrets;
  let member: DeviceSecrets;
  let state: LedgerState;

  beforeAll(async () => {
    const [owner, second, third] = await Promise.all([1, 2, 3].map((n) => deviceFromSeed(new Uint8Array(32).fill(n))));
    if (owner === undefined || second === undefined || third === undefined) throw new Error("three devices");
    [hub, member] = [second, third];
    const making = { actor: owner, random: systemRandom, nowMs: 1 };
    const { state: created, keyring } = await createHousehold(making);
    const witness = witnessKeyOf(hub).publicKey;
    const withHub = await addDevice(making, { state: created, keyring, keys: hub.publicKeys, role: "hub", witness });
    const added = await addDevice(making, { state: withHub.state, keyring, keys: member.publicKeys, role: "member" });
    state = added.state;
  });

  it("proves by the newest nonce in the beacon", async () => {
    const proof = new FeedProof(CAMERA, systemRandom);
    proof.draw(1000);
    const newest = proof.draw(2000);
    proof.take(await beacon(hub, [newest]), state, 2300);
    const named = { header: sha256(), sequence: 9, captureMs: HUB_CLOCK - 40, atMs: HUB_CLOCK };
    expect(proof.beacons).toEqual([{ ...named, provedMs: 2000, arrivedMs: 2300 }]);
  });

  it("proves no more than an older nonce does", async () => {
    const proof = new FeedProof(CAMERA, systemRandom);
    const older = proof.draw(1000);
    proof.draw(2000);
    proof.take(await beacon(hub, [older]), state, 2300);
    expect(proof.beacons[0]?.provedMs).toBe(1000);
  });

  it("takes the least delayed beacon for the hub's clock", async () => {
    const proof = new FeedProof(CAMERA, systemRandom);
    const nonce = proof.draw(0);
    proof.take(await beacon(hub, [nonce], { atMs: HUB_CLOCK }), state, 500);
    proof.take(await beacon(hub, [nonce], { atMs: HUB_CLOCK + 1000 }), state, 1200);
    expect(proof.clockOffsetMs).toBe(200 - HUB_CLOCK);
  });

  it("keeps the last two, the newest first", async () => {
    const proof = new FeedProof(CAMERA, systemRandom);
    const nonce = proof.draw(0);
    for (const atMs of [1, 2, 3]) proof.take(await beacon(hub, [nonce], { atMs }), state, 100);
    expect(proof.beacons.map(({ atMs }) => atMs)).toEqual([3, 2]);
  });

  it("refuses a beacon for someone else's nonce", async () => {
    const proof = new FeedProof(CAMERA, systemRandom);
    proof.draw(0);
    await refuses(proof, await beacon(hub, [systemRandom(16)]), "protocol.not_allowed");
  });

  it("refuses a nonce that was drawn too long ago", async () => {
    const proof = new FeedProof(CAMERA, systemRandom);
    const first = proof.draw(0);
    for (let i = 1; i <= 6; i += 1) proof.draw(i * 1000);
    await refuses(proof, await beacon(hub, [first]), "protocol.not_allowed");
  });

  it("refuses any beacon before a nonce was drawn", async () => {
    await refuses(new FeedProof(CAMERA, systemRandom), await beacon(hub, []), "protocol.not_allowed");
  });

  it("refuses another camera's beacon", async () => {
    const proof = new FeedProof(CAMERA, systemRandom);
    await refuses(proof, await beacon(hub, [proof.draw(0)], { camera: OTHER_CAMERA }), "protocol.not_allowed");
  });

  it("refuses a beacon that a member signed", async () => {
    const proof = new FeedProof(CAMERA, systemRandom);
    await refuses(proof, await beacon(member, [proof.draw(0)]), "protocol.not_allowed");
  });

  it("refuses a changed beacon", async () => {
    const proof = new FeedProof(CAMERA, systemRandom);
    const signed = Uint8Array.from(await beacon(hub, [proof.draw(0)]));
    signed[signed.length - 1] = (signed.at(-1) ?? 0) ^ 1;
    await refuses(proof, signed, "protocol.bad_signature");
  });

  async function beacon(
    signer: DeviceSecrets,
    nonces: readonly Uint8Array[],
    change: Readonly<{ camera?: CameraId; atMs?: number }> = {},
  ): Promise<Uint8Array> {
    return signBeacon(signer, {
      lane: state.lane,
      camera: CAMERA,
      nonces,
      clip: new Uint8Array(16) as Uint8Array as ClipId,
      header: sha256(),
      sequence: 9,
      captureMs: HUB_CLOCK - 40,
      atMs: HUB_CLOCK,
      ...change,
    });
  }

  async function refuses(proof: FeedProof, signed: Uint8Array, code: string): Promise<void> {
    await expect((async () => proof.take(signed, state, 100))()).rejects.toMatchObject({ code });
    expect(proof.beacons).toEqual([]);
  }
});
