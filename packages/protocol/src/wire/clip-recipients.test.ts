// SPDX-License-Identifier: AGPL-3.0-or-later
import { epochOf, TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import {
  addDevice,
  deviceFromSeed,
  Keyring,
  leaveHousehold,
  removeDevices,
  type DeviceSecrets,
} from "../keys/index.ts";
import { openClip } from "../open/index.ts";
import { createClipSealer } from "../seal/index.ts";
import { decodeClipOpening } from "./clip-opening.ts";
import { clipRecipients } from "./clip-recipients.ts";
import { formatId, type BootId, type CameraId } from "./identifiers.ts";
import type { LedgerDevice, LedgerState } from "./ledger-state.ts";

let home: TestHousehold;
let guest: DeviceSecrets;
let camera: CameraId;
let state: LedgerState;
const everyone = () => true;

beforeEach(async () => {
  home = await testHousehold("recipients");
  guest = await deviceFromSeed(home.random(32));
  camera = home.random(16) as Uint8Array as CameraId;
  const plan = { keys: guest.publicKeys, role: "guest", cameras: [camera], untilMs: TEST_NOW_MS + 1000 } as const;
  ({ state } = await addDevice(making(), { state: home.state, keyring: home.keyring, ...plan }));
});

function making(actor = home.owner) {
  return { actor, random: home.random, nowMs: TEST_NOW_MS };
}

function recipients(of = state, over: Partial<Parameters<typeof clipRecipients>[1]> = {}, isProved = everyone) {
  const found = clipRecipients(of, { group: home.group, camera, nowMs: TEST_NOW_MS, ...over }, isProved);
  if (found === undefined) throw new Error("the group is there");
  return { isForEpoch: found.isForEpoch, devices: found.devices.map(nameOf) };
}

function nameOf({ id }: Pick<LedgerDevice, "id">): string {
  const names = Object.entries({ owner: home.owner, member: home.member, paper: home.paper, hub: home.hub, guest });
  return names.find(([, device]) => formatId(device.id) === formatId(id))?.[0] ?? "someone";
}

describe("a clip's key", () => {
  it("goes to the epoch, and to a guest of this camera until its date", () => {
    expect(recipients()).toEqual({ isForEpoch: true, devices: ["guest"] });
    expect(recipients(state, { nowMs: TEST_NOW_MS + 999 })).toEqual({ isForEpoch: true, devices: ["guest"] });
    expect(recipients(state, { nowMs: TEST_NOW_MS + 1000 })).toEqual({ isForEpoch: true, devices: [] });
  });

  it("goes to no guest of another camera, none that is not proved, and none that was put out", async () => {
    const other = home.random(16) as Uint8Array as CameraId;
    expect(recipients(state, { camera: other }).devices).toEqual([]);
    expect(recipients(state, {}, () => false).devices).toEqual([]);
    const removed = await removeDevices(making(), { state, keyring: home.keyring, remove: [guest.id] });
    expect(recipients(removed.state).devices).toEqual([]);
  });

  it("goes to each remaining reader, and not to the epoch, while someone who left knows the epoch's key", async () => {
    const left = await leaveHousehold(making(home.member), state);
    expect(recipients(left.state)).toEqual({ isForEpoch: false, devices: ["owner", "paper", "guest"] });
    const rotated = await removeDevices(making(), { state: left.state, keyring: home.keyring, remove: [] });
    expect(recipients(rotated.state)).toEqual({ isForEpoch: true, devices: ["guest"] });
  });

  it("is not asked for in a group that is not there", () => {
    const group = home.random(16) as Uint8Array as TestHousehold["group"];
    expect(clipRecipients(state, { group, camera, nowMs: TEST_NOW_MS }, everyone)).toBeUndefined();
  });

  it("opens for a guest by its own key, and for nobody by a key that is another's", async () => {
    const clip = await sealedTo(state, [guest]);
    const opening = decodeClipOpening(clip);
    const opened = await openClip(opening, state, new Keyring(), guest);
    expect(opened.header.camera).toEqual(camera);
    expect((await openClip(opening, state, home.keyring, home.owner)).header).toEqual(opened.header);
    const strangers = { id: guest.id, hpkePrivate: home.member.hpkePrivate };
    await expect(openClip(opening, state, home.keyring, strangers)).rejects.toMatchObject({
      code: "crypto.open_failed",
    });
    await expect(openClip(opening, state, new Keyring(), home.hub)).rejects.toMatchObject({
      code: "protocol.unknown_epoch",
    });
  });

  it("does not open for whoever left, from then on", async () => {
    const left = await leaveHousehold(making(home.member), state);
    const opening = decodeClipOpening(await sealedTo(left.state, [home.owner, home.paper], false));
    expect((await openClip(opening, left.state, home.keyring, home.owner)).header.seq).toBe(left.state.seq);
    await expect(openClip(opening, left.state, home.keyring, home.member)).rejects.toMatchObject({
      code: "protocol.unknown_epoch",
    });
  });
});

async function sealedTo(of: LedgerState, devices: readonly DeviceSecrets[], isForEpoch = true): Promise<Uint8Array> {
  const { hub, group, random } = home;
  const sealer = await createClipSealer({
    hub,
    lane: of.lane,
    group,
    camera,
    epochKey: epochOf(of, group),
    isForEpoch,
    devices: devices.map(({ id, publicKeys: keys }) => ({ id, keys })),
    seq: of.seq,
    boot: random(16) as Uint8Array as BootId,
    startMs: TEST_NOW_MS,
    random,
  });
  return sealer.opening;
}
