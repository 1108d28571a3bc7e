// SPDX-License-Identifier: AGPL-3.0-or-later
import { addDevice, deviceFromSeed, removeDevices, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { sealRecord, type RecordContent, type RecordRecipient } from "@nightlatch/protocol/seal";
import type { CameraId, GroupId, LedgerState } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../observability/logger.ts";
import { IN_MEMORY, openDatabase } from "../store/open-database.ts";
import { CameraBook } from "./camera-book.ts";
import { CameraTable } from "./camera-table.ts";
import { OwnersWords } from "./owners-words.ts";

const SOURCE = { kind: "rtsp", url: "rtsp://10.0.0.2/a", username: "", password: "" } as const;
let home: TestHousehold;
let state: LedgerState;
let camera: CameraId;
let table: CameraTable;
let words: OwnersWords;

beforeEach(async () => {
  home = await testHousehold();
  state = home.state;
  camera = home.random(16) as Uint8Array as CameraId;
  table = new CameraTable(openDatabase(IN_MEMORY));
  words = new OwnersWords({ hub: home.hub, table, state: () => state, isProved: () => true, log: createLog("silent") });
});

describe("what an owner tells the hub", () => {
  it("adds a camera, changes its rules, and takes it away", async () => {
    expect(await words.takeIn(await source({}))).toBe(true);
    expect(await plans()).toEqual([{ camera, source: { kind: "rtsp", url: SOURCE.url } }]);
    expect(await words.takeIn(await rules({ removed: false }))).toBe(true);
    const book = cameraBook();
    await book.plans();
    expect(book.retentionOf(camera)).toEqual({ days: 2, sizeBytes: 5 });
    expect(await words.takeIn(await rules({ removed: true, version: 2 }))).toBe(true);
    expect(await plans()).toEqual([]);
  });

  it("chooses the group that a camera's new clips go to, and another one later", async () => {
    const [first, other] = [home.group, home.random(16) as Uint8Array as GroupId];
    await words.takeIn(await source({}));
    const book = cameraBook();
    await book.plans();
    expect(book.groupOf(camera)).toBeUndefined();
    await words.takeIn(await rules({ removed: false, group: first }));
    await book.plans();
    expect(book.groupOf(camera)).toEqual(first);
    await words.takeIn(await rules({ removed: false, group: other, version: 2 }));
    // A running camera is not stopped for it: it is read as before, from the next plan on for others.
    expect(await book.plans()).toEqual([{ camera, source: { kind: "rtsp", url: SOURCE.url } }]);
    expect(book.groupOf(camera)).toEqual(other);
    // What is on disk says it after a restart, too.
    const restarted = cameraBook();
    await restarted.plans();
    expect(restarted.groupOf(camera)).toEqual(other);
  });

  it("chooses no group when it is the word of a member, or an older one", async () => {
    await words.takeIn(await rules({ removed: false, version: 2 }));
    const group = home.random(16) as Uint8Array as GroupId;
    const content = { kind: "camera-rules", group, retentionDays: 2, retentionBytes: 5, removed: false } as const;
    expect(await words.takeIn(await source({ author: home.member, version: 3, content }))).toBe(false);
    expect(await words.takeIn(await rules({ removed: false, version: 1, group }))).toBe(false);
    const book = cameraBook();
    await book.plans();
    expect(book.groupOf(camera)).toEqual(home.group);
  });

  it("goes before the hub's own configuration", async () => {
    table.addConfigured(camera, "Door");
    expect(await plans()).toEqual([{ camera, source: { kind: "file", path: "x.mp4", loop: true } }]);
    await words.takeIn(await source({}));
    expect(await plans()).toEqual([{ camera, source: { kind: "rtsp", url: SOURCE.url } }]);
    await words.takeIn(await source({ version: 2, content: { kind: "camera-source", source: { kind: "none" } } }));
    expect(await plans()).toEqual([]);
  });

  it("is not taken back by an older record that the server brings again", async () => {
    const old = await source({ version: 1 });
    await words.takeIn(old);
    await words.takeIn(await source({ version: 2, content: { kind: "camera-source", source: { kind: "none" } } }));
    expect(await words.takeIn(old)).toBe(false);
    expect(await plans()).toEqual([]);
  });

  it("is refused from a member", async () => {
    expect(await words.takeIn(await source({ author: home.member }))).toBe(false);
  });

  it("is refused from the hub itself, whose keys might be stolen", async () => {
    expect(await words.takeIn(await source({ author: home.hub }))).toBe(false);
  });

  it("is refused from someone of another household", async () => {
    const other = await testHousehold("another");
    expect(await words.takeIn(await source({ author: other.owner }))).toBe(false);
  });

  it("is refused from an owner who was removed, but what was taken in before stays good", async () => {
    const making = { actor: home.owner, random: home.random, nowMs: TEST_NOW_MS };
    const second = await deviceFromSeed(home.random(32));
    const keys = second.publicKeys;
    const added = await addDevice(making, { state, keyring: home.keyring, keys, role: "owner" });
    state = added.state;
    expect(await words.takeIn(await source({ author: second }))).toBe(true);
    state = (await removeDevices(making, { state, keyring: home.keyring, remove: [second.id] })).state;
    expect(await words.takeIn(await source({ author: second, version: 2 }))).toBe(false);
    expect(await plans()).toHaveLength(1);
  });

  it("is refused with any byte changed", async () => {
    const record = await source({});
    for (let at = 0; at < record.length; at += 7) {
      const changed = Uint8Array.from(record);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await words.takeIn(changed)).toBe(false);
    }
    expect(table.all()).toEqual([]);
  });

  it("is not read when it is sealed to the household, or to another hub", async () => {
    const epoch = { kind: "epoch", epoch: home.epoch.pkHash, pk: home.epoch.pk } as const;
    expect(await words.takeIn(await source({ to: epoch }))).toBe(false);
    const member = { kind: "device", device: home.member.id, pk: home.member.publicKeys.hpke } as const;
    expect(await words.takeIn(await source({ to: member }))).toBe(false);
  });
});

type Change = Readonly<{ author?: DeviceSecrets; version?: number; content?: RecordContent; to?: RecordRecipient }>;

function source(change: Change): Promise<Uint8Array> {
  return sealRecord({
    author: change.author ?? home.owner,
    lane: state.lane,
    id: camera,
    version: change.version ?? 1,
    to: change.to ?? { kind: "device", device: home.hub.id, pk: home.hub.publicKeys.hpke },
    content: change.content ?? { kind: "camera-source", source: SOURCE },
    atMs: TEST_NOW_MS,
  });
}

type Rules = Readonly<{ removed: boolean; version?: number; group?: GroupId }>;

function rules({ removed, version = 1, group = home.group }: Rules): Promise<Uint8Array> {
  return source({ version, content: { kind: "camera-rules", group, retentionDays: 2, retentionBytes: 5, removed } });
}

function cameraBook(): CameraBook {
  const defaultRetention = { days: 14, sizeBytes: 0 };
  const configured = [
    { name: "Door", source: { kind: "file", path: "x.mp4", loop: true } as const, retention: defaultRetention },
  ];
  return new CameraBook({ table, words, configured, defaultRetention, random: home.random });
}

function plans() {
  return cameraBook().plans();
}
