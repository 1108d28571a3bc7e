// SPDX-License-Identifier: AGPL-3.0-or-later
import { ClientError } from "@nightlatch/api-client";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { sealRecord, type RecordContent } from "@nightlatch/protocol/seal";
import { encodeRecord, encodeRecordHeader, type CameraId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../observability/logger.ts";
import { IN_MEMORY, openDatabase, type HubDatabase } from "../store/open-database.ts";
import { RecordOutbox } from "./record-outbox.ts";
import { sendNextRecord, type RecordSenderDeps } from "./record-sender.ts";

const STATUS: RecordContent = {
  kind: "camera-status",
  state: "running",
  code: "",
  advice: "",
  sinceMs: 0,
  video: { codec: "", codecString: "", width: 0, height: 0 },
  audio: "",
};
const TOO_HIGH = Number.MAX_SAFE_INTEGER;
let home: TestHousehold;
let camera: CameraId;
let database: HubDatabase;
let outbox: RecordOutbox;
let stored: Uint8Array;
let stale: number;
let refused: Uint8Array[];

beforeEach(async () => {
  home = await testHousehold();
  camera = home.random(16) as Uint8Array as CameraId;
  database = openDatabase(IN_MEMORY);
  outbox = new RecordOutbox(database);
  [stale, refused] = [0, []];
  outbox.put({ kind: "camera-status", id: camera, version: 3, record: await status(home.hub, 3) });
});

describe("a record that the server calls stale", () => {
  it("is said again above the version that this hub itself signed", async () => {
    stored = await status(home.hub, 7);
    expect(await send()).toBe(true);
    expect(outbox.version("camera-status", camera)).toBe(7);
    expect(outbox.first()).toBeUndefined();
    expect(stale).toBe(1);
  });

  it("gives way to an owner's, where owners write too", async () => {
    outbox.noteVersion("camera-status", camera, 3);
    const content = cameraRecord();
    outbox.put({ kind: "camera", id: camera, version: 1, record: await seal(home.hub, 1, content) });
    stored = await seal(home.owner, 9, content);
    expect(await send()).toBe(true);
    expect(outbox.version("camera", camera)).toBe(9);
  });

  it("is given up when another hub stands in its place, and what waits behind it is sent", async () => {
    // Seen from a second hub of the household, which is not this record's author.
    expect(await send({ hub: home.member.id }, await status(home.hub, 7))).toBe(true);
    expect(outbox.first()).toBeUndefined();
    expect(outbox.version("camera-status", camera)).toBe(3);
    expect(stale).toBe(0);
  });

  it.each([
    ["nothing", () => Promise.resolve(new Uint8Array(0)), "protocol.malformed"],
    ["noise", () => Promise.resolve(home.random(500)), "protocol.malformed"],
    ["a version that nobody may write", () => status(home.hub, TOO_HIGH), "protocol.too_large"],
    ["a header that nobody signed", () => Promise.resolve(unsigned(2 ** 31)), "protocol.bad_signature"],
    ["an older record of this hub", () => status(home.hub, 2), "client.bad_answer"],
    [
      "a record of something else",
      () => seal(home.hub, 7, STATUS, home.random(16) as Uint8Array as CameraId),
      "client.bad_answer",
    ],
    ["a record of an owner who may not write it", () => status(home.owner, 7), "protocol.not_allowed"],
  ])("waits, and believes nothing, when the server shows %s", async (_what, show, code) => {
    stored = await show();
    await expect(send()).rejects.toMatchObject({ code });
    expect(outbox.version("camera-status", camera)).toBe(3);
    expect(outbox.first()?.version).toBe(3);
    stored = await status(home.hub, 7);
    expect(await send()).toBe(true);
  });
});

it("gives a refused record up, and tells whose it was: it may be said anew under another key", async () => {
  const call = () => Promise.reject(new ClientError("record.refused", "sealed to an old epoch"));
  expect(await send({ session: { call } })).toBe(true);
  expect(outbox.first()).toBeUndefined();
  expect(refused).toEqual([camera]);
});

it("forgets a version that an earlier release believed and nobody may write", () => {
  outbox.noteVersion("camera-status", camera, TOO_HIGH);
  expect(outbox.version("camera-status", camera)).toBe(0);
});

function send(other: Partial<RecordSenderDeps> = {}, shown?: Uint8Array): Promise<boolean> {
  const call = (name: string) =>
    name === "putRecord"
      ? Promise.reject(new ClientError("record.stale_version", "stale"))
      : Promise.resolve(shown ?? stored);
  const deps: RecordSenderDeps = {
    session: { call: call as unknown as RecordSenderDeps["session"]["call"] },
    outbox,
    hub: home.hub.id,
    state: () => home.state,
    log: createLog("silent"),
    onStale: () => (stale += 1),
    onRefused: (_kind, id) => refused.push(id),
    ...other,
  };
  return sendNextRecord(deps, AbortSignal.timeout(5000));
}

function status(author: DeviceSecrets, version: number): Promise<Uint8Array> {
  return seal(author, version, STATUS);
}

function seal(author: DeviceSecrets, version: number, content: RecordContent, id = camera): Promise<Uint8Array> {
  const to = { kind: "epoch", epoch: home.epoch.pkHash, pk: home.epoch.pk } as const;
  return sealRecord({ author, lane: home.state.lane, id, version, to, content, atMs: TEST_NOW_MS });
}

function unsigned(version: number): Uint8Array {
  const to = { kind: "epoch", epoch: home.epoch.pkHash } as const;
  const place = { lane: home.state.lane, id: camera, author: home.hub.id };
  const headerBytes = encodeRecordHeader({ ...place, kind: "camera-status", version, to, atMs: TEST_NOW_MS });
  return encodeRecord({ headerBytes, box: new Uint8Array(9), signature: new Uint8Array(64) as never });
}

function cameraRecord(): RecordContent {
  const place = { hub: home.hub.id, group: home.group };
  return { kind: "camera", name: "Door", ...place, retentionDays: 1, retentionBytes: 0, removed: false };
}
