// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A household with one recorded clip on a real server, and an owner's device that watches through the evil cloud
 * by the vault's own library of recordings.
 */
import { HttpClient, DeviceSession } from "@nightlatch/api-client";
import { concatBytes, encodeBase64url } from "@nightlatch/bytes";
import { proveSession } from "@nightlatch/protocol/keys";
import { clipEvidence, type Evidence } from "@nightlatch/protocol/log";
import { signManifest } from "@nightlatch/protocol/seal";
import {
  decodeClipOpening,
  formatId,
  manifestHash,
  NO_PREVIOUS,
  ProtocolError,
  verifyClipOpening,
  type CameraId,
  type ManifestContent,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { EvilCloud, Insider } from "@nightlatch/testkit/evil-cloud";
import { ClipLibrary } from "../../apps/household-web/src/vault/clips/clip-library.ts";
import { MemoryEpochs, MemoryHeads } from "../../apps/household-web/src/vault/clips/clip-server.fixture.ts";
import { EpochWatch } from "../../apps/household-web/src/vault/clips/epoch-watch.ts";
import { readClip } from "../../apps/household-web/src/vault/clips/read-clip.ts";
import { recordClip, type RecordedClip } from "../../apps/household-web/src/vault/clips/recorded-clip.fixture.ts";
import { sessionServer } from "../../apps/household-web/src/vault/server/session-server.ts";
import { enrol, startTestServer, type HouseholdOnServer, type TestServer } from "../constellation/test-server.ts";

export const CAMERA = new Uint8Array(16).fill(8) as Uint8Array as CameraId;
export const STARTED_MS = TEST_NOW_MS - 3_600_000;

export type Played = Readonly<{ fragments: number; end: string }>;

/** Owns the server and the cloud. */
export class WatchingScene implements AsyncDisposable {
  readonly running: TestServer;
  readonly cloud: EvilCloud;
  readonly insider: Insider;
  readonly home: HouseholdOnServer;
  readonly heads = new MemoryHeads();
  readonly library: ClipLibrary;
  readonly clips: RecordedClip[] = [];
  readonly manifests: Uint8Array[] = [];
  nowMs: number = TEST_NOW_MS;

  private constructor(parts: Pick<WatchingScene, "running" | "cloud" | "home">) {
    this.running = parts.running;
    this.cloud = parts.cloud;
    this.insider = new Insider(parts.running.dataDir);
    this.home = parts.home;
    const { owner, state, keyring, hub } = parts.home;
    const http = new HttpClient({ baseUrl: this.cloud.url, fetch: (url, init) => fetch(url, init) });
    const prove = (challenge: Uint8Array) => proveSession(owner, state.lane, challenge);
    const session = new DeviceSession(http, { lane: state.lane, device: owner.id, prove });
    this.library = new ClipLibrary({
      server: sessionServer(session, () => {
        throw new Error("this device watches recordings only");
      }),
      heads: this.heads,
      keys: () => ({ state, keyring, device: owner }),
      camera: () => ({ hub: hub.id, sinceMs: STARTED_MS - 60_000 }),
      timeOf: () => 0,
      epochs: new EpochWatch(new MemoryEpochs(), () => this.nowMs),
      keptSinceMs: () => 0,
      seesAll: () => true,
      nowMs: () => this.nowMs,
    });
  }

  /** With `count` clips of one camera, one after the other. */
  static async start(seed: string, count = 1): Promise<WatchingScene> {
    const running = await startTestServer();
    const cloud = await EvilCloud.before(running.server.url);
    const scene = new WatchingScene({ running, cloud, home: await enrol(running.http, seed) });
    for (let i = 0; i < count; i += 1) await scene.record(STARTED_MS + i * 2000);
    return scene;
  }

  /** The hub records, uploads, and signs its diary on. */
  async record(startMs: number): Promise<RecordedClip> {
    const clip = await recordClip(this.home, CAMERA, "Kppp|Kppp|Kppp", startMs);
    const { hub } = this.home.as;
    const id = formatId(clip.signed.clip);
    await hub.call("putClip", { params: { clip: id }, body: clip.opening });
    for (const [index, body] of clip.parts.entries()) await hub.call("putPart", { params: { clip: id, index }, body });
    await this.writeDiary(clip.signed, clip.signed.endMs);
    this.clips.push(clip);
    return clip;
  }

  async writeDiary(content: ManifestContent, atMs: number): Promise<void> {
    const { hub, state } = this.home;
    const before = this.manifests.at(-1);
    const prev = before === undefined ? NO_PREVIOUS : manifestHash(before);
    const place = { lane: state.lane, camera: CAMERA, n: this.manifests.length, prev, atMs };
    const signed = await signManifest(hub, { ...place, content });
    await this.home.as.hub.call("putManifest", { body: signed });
    this.manifests.push(signed);
  }

  timeline() {
    return this.library.timeline(formatId(CAMERA), STARTED_MS - 1000, this.nowMs + 1000);
  }

  /** As far as the player gets, and how it ends: "proved", "open", or the code of what stops it. */
  async play({ signed }: Pick<RecordedClip, "signed"> = this.clip()): Promise<Played> {
    let fragments = 0;
    try {
      await this.timeline();
      for await (const piece of readClip(await this.library.open(formatId(signed.clip)), 0)) {
        if (piece.kind === "end") return { fragments, end: piece.isProven ? "proved" : "open" };
        if (piece.kind === "fragment") fragments += 1;
      }
      return { fragments, end: "open" };
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === undefined) throw error;
      return { fragments, end: code };
    }
  }

  clip(at = 0): RecordedClip {
    const clip = this.clips[at];
    if (clip === undefined) throw new Error("the household has such a clip");
    return clip;
  }

  evidence(code: string, of: Pick<Parameters<typeof clipEvidence>[0], "opening" | "manifest" | "frames">): Evidence {
    const entries = this.home.entries.map(({ entry }) => entry);
    return clipEvidence({ code, atMs: this.nowMs, lane: this.home.state.lane, entries, ...of });
  }

  /** What the rules say of an opening, before any key is tried. */
  refusalOf(opening: Uint8Array): string {
    try {
      verifyClipOpening(decodeClipOpening(opening), this.home.state);
      return "nothing was refused";
    } catch (error) {
      if (error instanceof ProtocolError) return error.code;
      throw error;
    }
  }

  /** What this device keeps of its hub's diary. */
  snapshot(): Uint8Array {
    return concatBytes(...[...this.heads.heads.values()].map(({ signed }) => signed));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cloud[Symbol.asyncDispose]();
    await this.running[Symbol.asyncDispose]();
  }
}

/** As the server's list would name it. */
export function listedClip({ opening, parts, signed }: RecordedClip): object {
  const stored = parts.map(({ length }, index) => ({ index, sizeBytes: length }));
  const sizeBytes = stored.reduce((sum, part) => sum + part.sizeBytes, 0);
  const place = { clip: formatId(signed.clip), camera: formatId(CAMERA), startMs: signed.startMs, endMs: signed.endMs };
  return { ...place, opening: encodeBase64url(opening), manifest: null, parts: stored, sizeBytes };
}
