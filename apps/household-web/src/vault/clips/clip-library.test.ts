// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Signature } from "@nightlatch/crypto/keys";
import { MerkleAccumulator, merkleLeafHash } from "@nightlatch/crypto/merkle";
import { addDevice, deviceFromSeed, removeDevices, witnessKeyOf, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { sealRecord } from "@nightlatch/protocol/seal";
import {
  encodeManifest,
  encodeSigned,
  formatId,
  NO_PREVIOUS,
  splitFrames,
  type CameraId,
  type ClipContent,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Timeline } from "../../vault-client/vault-api.ts";
import { ClipLibrary, type LibraryDeps } from "./clip-library.ts";
import { ClipServer, MemoryEpochs, MemoryHeads } from "./clip-server.fixture.ts";
import { EpochWatch } from "./epoch-watch.ts";
import { readClip } from "./read-clip.ts";
import { recordClip, type RecordedClip } from "./recorded-clip.fixture.ts";

const CAMERA = new Uint8Array(16).fill(8) as Uint8Array as CameraId;
const OTHER_CAMERA = new Uint8Array(16).fill(9) as Uint8Array as CameraId;
const HOUR_MS = 3_600_000;
const STARTED_MS = TEST_NOW_MS - HOUR_MS;

describe("ClipLibrary", () => {
  let household: TestHousehold;
  let clip: RecordedClip;
  let id: string;
  let server: ClipServer;
  let signed: Uint8Array;
  let deps: LibraryDeps;
  let state: TestHousehold["state"];
  let removedMs: number;

  beforeAll(async () => {
    household = await testHousehold("clip-library");
    clip = await recordClip(household, CAMERA, "Kppp|Kppp|Kppp", STARTED_MS);
    id = formatId(clip.signed.clip);
  });
  beforeEach(async () => {
    ({ state } = household);
    removedMs = 0;
    server = new ClipServer();
    signed = await server.write(household, CAMERA, clip.signed, clip.signed.endMs);
    deps = {
      server,
      heads: new MemoryHeads(),
      keys: () => ({ state, keyring: household.keyring, device: household.owner }),
      camera: () => ({ hub: household.hub.id, sinceMs: STARTED_MS - HOUR_MS }),
      timeOf: () => removedMs,
      epochs: new EpochWatch(new MemoryEpochs(), () => TEST_NOW_MS),
      keptSinceMs: () => 0,
      seesAll: () => true,
      nowMs: () => TEST_NOW_MS,
    };
  });

  it("shows and proves a clip that the hub signed", async () => {
    server.list(clip, signed);
    expect((await timeline()).clips).toMatchObject([{ id, isComplete: true, endMs: clip.signed.endMs }]);
    expect(problem(await timeline())).toBe("none");
    expect(await play()).toEqual({ fragments: 12, end: true });
  });

  it("does not take the server's own count and root for the hub's", async () => {
    server.list(clip, forgedManifest());
    server.parts.set(id, clip.parts.slice(0, 1));
    expect(problem(await timeline())).toBe("manifest.broken_chain");
    expect((await play()).end).toBe("clip.cut_short");
  });

  it("does not take the server's word that an old clip is still being written", async () => {
    server.list(clip);
    server.parts.set(id, [clip.parts[0] ?? new Uint8Array(), clip.parts[1] ?? new Uint8Array()]);
    expect((await timeline()).clips).toMatchObject([{ isComplete: true, endMs: clip.signed.endMs }]);
    expect((await play()).end).toBe("clip.cut_short");
  });

  it("proves a clip by the diary, also when nothing was listed before", async () => {
    server.list(clip);
    expect(await play()).toEqual({ fragments: 12, end: true });
  });

  it("marks an old clip that no diary names, and plays it without an end", async () => {
    server.list(clip);
    server.diary = [];
    expect(problem(await timeline())).toBe("clip.unsigned");
    expect(await play()).toEqual({ fragments: 12, end: "clip.unsigned" });
  });

  it("plays a clip that is being written now as far as it is there", async () => {
    const young = await recordClip(household, CAMERA, "Kp", TEST_NOW_MS - 1000);
    server.list(young);
    expect(problem(await timeline())).toBe("none");
    expect(await play(formatId(young.signed.clip))).toEqual({ fragments: 2, end: false });
  });

  it("shows where clip and diary were deleted together", async () => {
    server.diary = [];
    const { gaps } = await timeline();
    expect(gaps).toEqual([{ fromMs: STARTED_MS - 1000, toMs: TEST_NOW_MS, reason: "missing" }]);
  });

  it("keeps another camera's clip out of the list", async () => {
    server.list(await recordClip(household, OTHER_CAMERA, "Kp", TEST_NOW_MS - 1000));
    expect((await timeline()).clips).toEqual([]);
  });

  it("does not open another clip than the one that was listed", async () => {
    server.list(clip, signed);
    await timeline();
    const other = await recordClip(household, OTHER_CAMERA, "Kp", STARTED_MS);
    server.clips = [];
    server.list(other);
    const [sent] = server.clips;
    if (sent !== undefined) server.readClip = () => Promise.resolve(sent);
    expect((await play()).end).toBe("clip.unknown");
  });

  it("marks and does not open a clip of another hub than the camera's", async () => {
    server.list(clip, signed);
    deps = { ...deps, camera: () => ({ hub: household.member.id, sinceMs: 0 }) };
    expect(problem(await timeline())).toBe("clip.other_hub");
    expect((await play()).end).toBe("clip.other_hub");
  });

  it("marks a clip that a removed hub dates after its removal", async () => {
    server.list(clip, signed);
    await removeHub(STARTED_MS - 1);
    expect(problem(await timeline())).toBe("clip.removed_hub");
    expect((await play()).end).toBe("clip.removed_hub");
  });

  it("marks a removed hub's clip of which this browser saw no diary, whatever date it bears", async () => {
    await timeline();
    const late = await recordClip(household, CAMERA, "Kp", STARTED_MS + 5000);
    server.list(late, await server.write(household, CAMERA, late.signed, late.signed.endMs));
    await removeHub(TEST_NOW_MS);
    expect(problem(await timeline())).toBe("clip.removed_hub");
  });

  it("marks clips under an old key that the hub should know to be old", async () => {
    const rotated = await rotate([]);
    const epochs = new EpochWatch(new MemoryEpochs(), () => STARTED_MS - 121_000);
    await epochs.note(rotated);
    server.list(clip, signed);
    deps = { ...deps, epochs };
    state = rotated;
    expect(problem(await timeline())).toBe("hub.behind");
  });

  it("shows a thumbnail of the hub that made the clip", async () => {
    server.list(clip, signed);
    server.thumbnail = await thumbnailBy(household.hub);
    expect(await new ClipLibrary(deps).thumbnail(id)).toBeInstanceOf(Blob);
  });

  it("shows no thumbnail of another hub", async () => {
    const second = await deviceFromSeed(household.random(32));
    const { owner, random, keyring } = household;
    const witness = witnessKeyOf(second).publicKey;
    const adding = { state, keyring, keys: second.publicKeys, role: "hub", witness } as const;
    ({ state } = await addDevice({ actor: owner, random, nowMs: TEST_NOW_MS }, adding));
    server.list(clip, signed);
    server.thumbnail = await thumbnailBy(second);
    expect(await new ClipLibrary(deps).thumbnail(id)).toBeUndefined();
  });

  function timeline(): Promise<Timeline> {
    return new ClipLibrary(deps).timeline(formatId(CAMERA), STARTED_MS - 1000, TEST_NOW_MS + 1000);
  }

  /** `end`: whether the end was proven, or the failure. */
  async function play(wanted = id): Promise<Readonly<{ fragments: number; end: boolean | string }>> {
    let fragments = 0;
    const library = new ClipLibrary(deps);
    try {
      await library.timeline(formatId(CAMERA), STARTED_MS - 1000, TEST_NOW_MS + 1000);
      for await (const piece of readClip(await library.open(wanted), 0)) {
        if (piece.kind === "end") return { fragments, end: piece.isProven };
        if (piece.kind === "fragment") fragments += 1;
      }
      return { fragments, end: "no end" };
    } catch (error) {
      return { fragments, end: (error as { code?: string }).code ?? String(error) };
    }
  }

  /** The first part alone, as if it were all, under a signature of zeros. */
  function forgedManifest(): Uint8Array {
    const tree = new MerkleAccumulator();
    const { frames } = splitFrames(clip.parts[0] ?? new Uint8Array());
    for (const frame of frames) tree.append(merkleLeafHash(frame));
    const parts = clip.signed.parts.slice(0, 1);
    const content: ClipContent = { ...clip.signed, count: frames.length, sealedRoot: tree.root(), parts };
    const atMs = clip.signed.endMs;
    const place = { lane: state.lane, hub: household.hub.id, camera: CAMERA, n: 0, prev: NO_PREVIOUS, atMs };
    const bytes = encodeManifest({ ...place, content });
    return encodeSigned({ bytes, signature: new Uint8Array(64) as Uint8Array as Signature });
  }

  function thumbnailBy(author: DeviceSecrets): Promise<Uint8Array> {
    const { pkHash, pk } = household.epoch;
    return sealRecord({
      author,
      lane: state.lane,
      id: clip.signed.clip,
      version: 1,
      to: { kind: "epoch", epoch: pkHash, pk },
      content: { kind: "thumbnail", jpeg: Uint8Array.of(1, 2, 3) },
      atMs: TEST_NOW_MS,
    });
  }

  async function removeHub(atMs: number): Promise<void> {
    removedMs = atMs;
    state = await rotate([household.hub.id]);
  }

  async function rotate(remove: readonly TestHousehold["hub"]["id"][]): Promise<TestHousehold["state"]> {
    const { owner, random, keyring } = household;
    const making = { actor: owner, random, nowMs: TEST_NOW_MS };
    return (await removeDevices(making, { state: household.state, keyring, remove })).state;
  }
});

function problem({ clips }: Timeline): string {
  return clips[0]?.problem?.code ?? "none";
}
