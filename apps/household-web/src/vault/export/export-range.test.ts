// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex } from "@nightlatch/bytes";
import { h264Track, type VideoTrack } from "@nightlatch/media/elementary";
import { verifyExport } from "@nightlatch/protocol/export";
import { formatId, type CameraId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from "mediabunny";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ClipLibrary } from "../clips/clip-library.ts";
import { ClipServer, MemoryEpochs, MemoryHeads } from "../clips/clip-server.fixture.ts";
import { EpochWatch } from "../clips/epoch-watch.ts";
import { recordClip, type RecordedClip } from "../clips/recorded-clip.fixture.ts";
import type { ExportedFile } from "../../vault-client/vault-api.ts";
import { exportRange } from "./export-range.ts";

const CAMERA = new Uint8Array(16).fill(4) as Uint8Array as CameraId;
const START_MS = TEST_NOW_MS - 600_000;
const RANGE = { camera: formatId(CAMERA), fromMs: START_MS, toMs: START_MS + 20_000 };

describe("exportRange", () => {
  let household: TestHousehold;
  let clips: readonly RecordedClip[];
  let server: ClipServer;

  beforeAll(async () => {
    household = await testHousehold("export-range");
    clips = [
      await recordClip(household, CAMERA, "Kppp", START_MS),
      await recordClip(household, CAMERA, "Kppp", START_MS + 10_000),
    ];
  });
  beforeEach(() => {
    server = new ClipServer();
  });

  it("makes one file of all that is there, which proves both clips to anyone, and says that it is all", async () => {
    for (const clip of clips) server.list(clip, await sign(clip));
    const { files, leftOut } = await exportAll();
    expect(files).toMatchObject([{ isProven: true, isPublic: false, fromMs: START_MS }]);
    expect(await verdictOn(files[0])).toMatchObject({
      kind: "genuine",
      hub: household.hub.id,
      clips: [
        { n: 0, isCutAtStart: false, isCutAtEnd: false },
        { n: 1, isCutAtStart: false, isCutAtEnd: false },
      ],
      unshown: [],
    });
    expect(leftOut).toEqual([]);
  });

  it("says in the proof where a stretch is cut", async () => {
    for (const clip of clips) server.list(clip, await sign(clip));
    const { files } = await exportAll({ ...RANGE, toMs: START_MS + 300 });
    expect(await verdictOn(files[0])).toMatchObject({ clips: [{ first: 1, last: 3, isCutAtEnd: true }] });
  });

  it("plays as one video: every picture has its time, and a long pause is a second", async () => {
    for (const clip of clips) server.list(clip, await sign(clip));
    const { files } = await exportAll();
    expect(await timesOf(files[0])).toEqual([0, 100, 200, 300, 1300, 1400, 1500, 1600]);
  });

  it("tells in the proof that the camera was offline in between", async () => {
    const [before, after] = clips;
    if (before === undefined || after === undefined) throw new Error("two clips");
    server.list(before, await sign(before));
    const gap = { fromMs: START_MS + 400, toMs: START_MS + 9_000, reason: "camera_offline" } as const;
    await server.write(household, CAMERA, { kind: "gap", ...gap }, gap.toMs);
    server.list(after, await sign(after));
    const { files } = await exportAll();
    expect(await verdictOn(files[0])).toMatchObject({ unshown: [{ kind: "gap", n: 1, ...gap }] });
  });

  it("goes on in another file where the camera's format changes", async () => {
    const wider = await recordClip(household, CAMERA, "Kpp", START_MS + 15_000, 64, [otherTrack()]);
    for (const clip of [...clips, wider]) server.list(clip, await sign(clip));
    const { files } = await exportAll();
    expect(files).toMatchObject([{ isProven: true }, { isProven: true, startsAnew: "format" }]);
    expect(await verdictOn(files[1])).toMatchObject({ kind: "genuine", clips: [{ n: 2 }] });
  });

  it("makes a file of its own, without proof, of a clip that the hub is still recording", async () => {
    const young = await recordClip(household, CAMERA, "Kpp", START_MS + 15_000);
    for (const clip of clips) server.list(clip, await sign(clip));
    server.list(young);
    const { files, leftOut } = await exportAll(RANGE, START_MS + 16_000);
    expect(files).toMatchObject([{ isProven: true }, { isProven: false, isPublic: false, startsAnew: "unsigned" }]);
    expect(await verdictOn(files[1])).toBeUndefined();
    expect(await timesOf(files[1])).toEqual([0, 100, 200]);
    expect(leftOut).toEqual([]);
  });

  it("stops at a clip whose plain pictures the hub did not sign for", async () => {
    const [clip] = clips;
    if (clip === undefined) throw new Error("a clip");
    const lie = { ...clip, signed: { ...clip.signed, plainRoot: clip.signed.sealedRoot } };
    server.list(lie, await sign(lie));
    await expect(exportAll()).rejects.toMatchObject({ code: "clip.not_as_signed" });
  });

  it("stops when it is told to", async () => {
    for (const clip of clips) server.list(clip, await sign(clip));
    await expect(exportAll(RANGE, undefined, AbortSignal.abort())).rejects.toMatchObject({ code: "export.cancelled" });
  });

  it("leaves a clip out that nobody signed for, and says so", async () => {
    for (const [i, clip] of clips.entries()) server.list(clip, i === 0 ? await sign(clip) : undefined);
    const { leftOut } = await exportAll();
    expect(leftOut).toMatchObject([
      { fromMs: START_MS + 10_000, toMs: RANGE.toMs, problem: { code: "clip.unsigned" } },
    ]);
  });

  it("says what the server lost", async () => {
    for (const [i, clip] of clips.entries()) {
      const signed = await sign(clip);
      if (i === 1) server.list(clip, signed);
    }
    const { leftOut } = await exportAll();
    expect(leftOut).toMatchObject([{ fromMs: START_MS, toMs: START_MS + 400, problem: { code: "export.missing" } }]);
  });

  it("makes no video of what can't be relied on", async () => {
    for (const clip of clips) server.list(clip);
    await expect(exportAll()).rejects.toMatchObject({ code: "export.nothing_proven" });
  });

  it("makes no video of nothing", async () => {
    await server.write(household, CAMERA, { kind: "heartbeat" }, START_MS - 1);
    await expect(exportAll()).rejects.toMatchObject({ code: "export.nothing_recorded" });
  });

  it("stops at a clip that was cut short", async () => {
    for (const clip of clips) server.list(clip, await sign(clip));
    for (const { signed, parts } of clips)
      server.parts.set(
        formatId(signed.clip),
        [parts[0]?.slice(0, -1) ?? parts[0]].flatMap((part) => part ?? []),
      );
    await expect(exportAll()).rejects.toMatchObject({ code: "clip.fragment_missing" });
  });

  function sign(clip: RecordedClip): Promise<Uint8Array> {
    return server.write(household, CAMERA, clip.signed, clip.signed.endMs);
  }

  // A moment after the last item, but for which an hour would be missing at the end.
  function exportAll(range = RANGE, now = START_MS + 200_000, signal?: AbortSignal) {
    const { state, keyring, owner: device, hub } = household;
    const nowMs = (): number => now;
    const library = new ClipLibrary({
      server,
      heads: new MemoryHeads(),
      keys: () => ({ state, keyring, device }),
      camera: () => ({ hub: hub.id, sinceMs: START_MS }),
      timeOf: () => 0,
      epochs: new EpochWatch(new MemoryEpochs(), nowMs),
      keptSinceMs: () => 0,
      seesAll: () => true,
      nowMs,
    });
    const entries = household.entries.map(({ entry }) => entry);
    return exportRange(library, range, () => undefined, signal, { entries, record: undefined });
  }
});

async function verdictOn(file: ExportedFile | undefined) {
  return verifyExport(new Uint8Array(await (file?.video ?? new Blob()).arrayBuffer()));
}

/** Of each picture, as a library that we did not write reads the file. */
async function timesOf(file: ExportedFile | undefined): Promise<readonly number[]> {
  const bytes = await (file?.video ?? new Blob()).arrayBuffer();
  const video = await new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) }).getPrimaryVideoTrack();
  if (video === null) throw new Error("no video track");
  const times: number[] = [];
  for await (const packet of new EncodedPacketSink(video).packets()) times.push(Math.round(packet.timestamp * 1000));
  return times;
}

/** The same size under another level. */
function otherTrack(): VideoTrack {
  return h264Track([decodeHex("6742c00cd901419f9f011000000300100000030140f142a480"), decodeHex("68cb83cb20")]);
}
