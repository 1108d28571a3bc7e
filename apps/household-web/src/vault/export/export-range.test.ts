// SPDX-License-Identifier: AGPL-3.0-or-later
import { verifyExport } from "@nightlatch/protocol/export";
import { formatId, type CameraId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ClipLibrary } from "../clips/clip-library.ts";
import { ClipServer, MemoryEpochs, MemoryHeads } from "../clips/clip-server.fixture.ts";
import { EpochWatch } from "../clips/epoch-watch.ts";
import { recordClip, type RecordedClip } from "../clips/recorded-clip.fixture.ts";
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

  it("makes a video of all that is there, and says that it is all", async () => {
    for (const clip of clips) server.list(clip, await sign(clip));
    const { video, leftOut } = await exportAll();
    expect(video.size).toBeGreaterThan(500);
    expect(leftOut).toEqual([]);
  });

  it("proves a stretch of one clip to anyone, and where it is cut", async () => {
    for (const clip of clips) server.list(clip, await sign(clip));
    const { proven } = await exportAll({ ...RANGE, toMs: START_MS + 300 });
    const verdict = verifyExport(new Uint8Array(await (proven ?? new Blob()).arrayBuffer()));
    expect(verdict).toMatchObject({ kind: "genuine", hub: household.hub.id, first: 1, last: 3, isCutAtEnd: true });
  });

  it("proves nothing of more than one clip in one file", async () => {
    for (const clip of clips) server.list(clip, await sign(clip));
    expect(await exportAll()).not.toHaveProperty("proven");
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

  function exportAll(range = RANGE) {
    const { state, keyring, owner: device, hub } = household;
    // A moment after the last item, but for which an hour would be missing at the end.
    const nowMs = (): number => START_MS + 200_000;
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
    return exportRange(library, range, () => undefined, undefined, entries);
  }
});
