// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The signed diary of one camera (protocol §7): every clip, and every stretch of time without one. An item is
 * signed and committed before the next one is thought of, so the chain never forks by our own hand.
 */
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { invariant } from "@nightlatch/errors";
import { signManifest } from "@nightlatch/protocol/seal";
import {
  decodeManifest,
  HEARTBEAT_INTERVAL_MS,
  manifestHash,
  NO_PREVIOUS,
  type CameraId,
  type ClipContent,
  type GapContent,
  type GapReason,
  type LaneId,
  type ManifestContent,
} from "@nightlatch/protocol/wire";
import type { Clock } from "../ports/clock.ts";
import type { CameraTable } from "../settings/camera-table.ts";
import type { ClipTable } from "../spool/clip-table.ts";
import type { HubDatabase } from "../store/open-database.ts";
import type { ManifestRow, ManifestTable } from "./manifest-table.ts";

/** A shorter pause between two clips is the camera catching its breath, not a gap. */
export const GAP_AFTER_MS = 10_000;

/** A wall clock that goes back by less is not worth a word. */
const CLOCK_SLACK_MS = 60_000;

export type DiaryDeps = Readonly<{
  camera: CameraId;
  lane: LaneId;
  hub: DeviceSecrets;
  clock: Clock;
  database: HubDatabase;
  manifests: ManifestTable;
  clips: ClipTable;
  cameras: CameraTable;
  /** A new item waits for the server. */
  onItem: () => void;
}>;

/** Owns the camera's chain and the time until which it tells what was. */
export class CameraDiary {
  readonly #deps: DiaryDeps;
  #coveredUntilMs: number | undefined;
  #isInGap = false;
  #lastItemMs: number;
  #turn: Promise<void> = Promise.resolve();

  constructor(deps: DiaryDeps) {
    this.#deps = deps;
    this.#coveredUntilMs = deps.cameras.coveredUntilMs(deps.camera);
    this.#lastItemMs = deps.clock.monotonicMs();
  }

  /** Recording goes on at `startMs`. Whatever lay between the last item and now becomes a gap. */
  async clipBegins(startMs: number, reason: GapReason): Promise<void> {
    await this.#startOverAfterJump(startMs);
    const from = this.#coveredUntilMs;
    const pausedMs = from === undefined ? 0 : startMs - from;
    const isShown = this.#isInGap
      ? pausedMs > 0
      : pausedMs > GAP_AFTER_MS || (reason !== "camera_offline" && pausedMs > 1000);
    this.#isInGap = false;
    if (isShown) await this.gap(startMs, reason);
  }

  /** Recording stopped at `endMs`; the clip itself follows by `closeClip`. */
  clipEnds(endMs: number): void {
    this.#coveredUntilMs = Math.max(this.#coveredUntilMs ?? 0, endMs);
  }

  /** Signs the clip and commits it together with its end. */
  closeClip(content: ClipContent): Promise<void> {
    this.clipEnds(content.endMs);
    const sizeBytes = content.parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    return this.#append(content, content.endMs, (n) => {
      this.#deps.clips.end(content.clip, { endMs: content.endMs, sizeBytes, manifestN: n });
    });
  }

  /** Nothing was recorded from the last item until `toMs`. No-op for a camera that never recorded. */
  async gap(toMs: number, reason: GapReason): Promise<void> {
    await this.#startOverAfterJump(toMs);
    const fromMs = this.#coveredUntilMs;
    const endMs = Math.round(toMs);
    if (fromMs === undefined || endMs <= fromMs) return;
    this.#coveredUntilMs = endMs;
    try {
      await this.#append({ kind: "gap", fromMs, toMs: endMs, reason }, endMs);
    } catch (error) {
      // Not written, so not covered: the next item tells it.
      if (this.#coveredUntilMs === endMs) this.#coveredUntilMs = fromMs;
      throw error;
    }
  }

  /** To be called every second or so while no clip is being recorded. */
  async watchSilence(reason: GapReason): Promise<void> {
    const { clock } = this.#deps;
    await this.#startOverAfterJump(clock.nowMs());
    const silentMs = clock.nowMs() - (this.#coveredUntilMs ?? clock.nowMs());
    if (silentMs >= (this.#isInGap ? HEARTBEAT_INTERVAL_MS : GAP_AFTER_MS)) {
      this.#isInGap = true;
      await this.gap(clock.nowMs(), reason);
    } else if (!this.#isInGap && clock.monotonicMs() - this.#lastItemMs >= HEARTBEAT_INTERVAL_MS) {
      await this.#append({ kind: "heartbeat" }, undefined);
    }
  }

  /**
   * Says something else at `n`: the clip that was signed there is damaged. All behind it is signed again, as each
   * names the one before. Only for items that the server does not have. What a shorter clip leaves becomes a gap.
   */
  async restate(n: number, content: ClipContent | GapContent, also: () => void): Promise<void> {
    const { camera, manifests } = this.#deps;
    const before = manifests.find(camera, n);
    await this.#queue(() => this.#signAgain(n, content, also));
    const known = before === undefined ? undefined : decodeManifest(before.signed).content;
    if (content.kind !== "clip" || known?.kind !== "clip" || known.endMs <= content.endMs) return;
    await this.#append({ kind: "gap", fromMs: content.endMs, toMs: known.endMs, reason: "disk_full" }, undefined);
  }

  /** A clock that ran ahead told of times to come. Once it is set right, those must not silence the diary. */
  async #startOverAfterJump(nowMs: number): Promise<void> {
    const { camera, cameras } = this.#deps;
    if ((this.#coveredUntilMs ?? nowMs) - nowMs <= CLOCK_SLACK_MS) return;
    const fromMs = Math.max(0, Math.round(nowMs));
    this.#coveredUntilMs = fromMs;
    await this.#append({ kind: "heartbeat" }, undefined, () => {
      cameras.restartCoverage(camera, fromMs);
    });
  }

  #append(content: ManifestContent, coveredUntilMs: number | undefined, also?: (n: number) => void): Promise<void> {
    this.#lastItemMs = this.#deps.clock.monotonicMs();
    return this.#queue(() => this.#signAndCommit(content, coveredUntilMs, also));
  }

  #queue(write: () => Promise<void>): Promise<void> {
    const earlier = this.#turn;
    const written = (async () => {
      // An earlier item that failed was told to its own caller.
      await earlier.catch(() => undefined);
      await write();
    })();
    this.#turn = written;
    return written;
  }

  async #signAgain(n: number, content: ManifestContent, also: () => void): Promise<void> {
    const { camera, lane, hub, database, manifests, onItem } = this.#deps;
    const rows: ManifestRow[] = [];
    let prev = n === 0 ? NO_PREVIOUS : manifests.find(camera, n - 1)?.hash;
    for (const row of manifests.from(camera, n)) {
      invariant(prev !== undefined, "a diary has no hole");
      const before = decodeManifest(row.signed);
      const item = { lane, camera, n: row.n, prev, atMs: before.atMs, content: row.n === n ? content : before.content };
      const signed = await signManifest(hub, item);
      prev = manifestHash(signed);
      rows.push({ n: row.n, hash: prev, signed });
    }
    database.transaction(() => {
      for (const row of rows) manifests.replaceUnsent(camera, row);
      also();
    })();
    onItem();
  }

  async #signAndCommit(
    content: ManifestContent,
    coveredUntilMs: number | undefined,
    also: ((n: number) => void) | undefined,
  ): Promise<void> {
    const { camera, lane, hub, clock, database, manifests, cameras, onItem } = this.#deps;
    const last = manifests.last(camera);
    const n = last === undefined ? 0 : last.n + 1;
    const prev = last?.hash ?? NO_PREVIOUS;
    const signed = await signManifest(hub, { lane, camera, n, prev, atMs: clock.nowMs(), content });
    database.transaction(() => {
      manifests.append(camera, { n, hash: manifestHash(signed), signed });
      also?.(n);
      if (coveredUntilMs !== undefined) cameras.setCoveredUntilMs(camera, coveredUntilMs);
    })();
    onItem();
  }
}
