// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cameras' signed diaries: an item is taken in only as the next of its chain, and a clip only when it is whole. */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import {
  decodeClipOpening,
  formatId,
  manifestHash,
  NO_PREVIOUS,
  ProtocolError,
  verifyManifest,
  type CameraId,
  type ClipContent,
  type LaneId,
  type Manifest,
} from "@nightlatch/protocol/wire";
import { clipSightOf } from "../access/clip-sight.ts";
import { ApiError } from "../errors.ts";
import type { ClipIndex, StoredManifest } from "../ports/clip-index.ts";
import type { LaneEvents } from "./lane-events.ts";
import type { Caller } from "./sessions.ts";

export class Manifests {
  readonly #index: ClipIndex;
  readonly #events: LaneEvents;

  constructor(index: ClipIndex, events: LaneEvents) {
    this.#index = index;
    this.#events = events;
  }

  /** @throws manifest.refused | manifest.conflict | manifest.parts_missing | clip.unknown */
  async append(caller: Caller, bytes: Uint8Array): Promise<number> {
    const manifest = believedManifest(caller, bytes);
    const { camera, n, content } = manifest;
    const hash = manifestHash(bytes);
    const last = await this.#index.lastManifest(caller.lane, camera);
    if (await this.#isStored(caller.lane, manifest, hash, last)) return n;
    if (n !== (last?.n ?? -1) + 1 || !equalBytes(manifest.prev, last?.hash ?? NO_PREVIOUS)) throw conflict(last);
    if (content.kind === "clip") await this.#assertWhole(manifest, content);
    const item: StoredManifest = { n, hash, manifest: bytes, endsMs: endOf(manifest), ...closedClip(content) };
    if (!(await this.#index.appendManifest(caller.lane, camera, item))) {
      // The same item, or another, came in by a second request while this one was checked.
      const winner = await this.#index.lastManifest(caller.lane, camera);
      if (await this.#isStored(caller.lane, manifest, hash, winner)) return n;
      throw conflict(winner);
    }
    this.#events.publish(caller.lane, { type: "clips-changed", camera });
    return n;
  }

  /** The diary of a camera that the caller is not shown looks empty, like that of one that does not exist. */
  async read(
    caller: Caller,
    camera: CameraId,
    from: Readonly<{ n: number; endsAfterMs: number }>,
    limit: number,
  ): Promise<Readonly<{ manifests: readonly StoredManifest[]; last?: StoredManifest }>> {
    if (!(await this.#isShown(caller, camera))) return { manifests: [] };
    const manifests = await this.#index.readManifests(caller.lane, camera, from, limit);
    const last = await this.#index.lastManifest(caller.lane, camera);
    return { manifests, ...(last === undefined ? {} : { last }) };
  }

  /** A chain is checked whole or not at all: whoever sees some of a camera's clips gets all of its diary. */
  async #isShown({ lane, device }: Caller, camera: CameraId): Promise<boolean> {
    const sight = clipSightOf(device);
    if (sight.kind === "all" || device.cameras.some((own) => equalBytes(own, camera))) return true;
    const recorded = await this.#index.groupsOf(lane, camera);
    return recorded.some((group) => sight.groups.some((own) => equalBytes(own, group)));
  }

  /** An answer that got lost makes a hub send the same item again. */
  async #isStored(
    lane: LaneId,
    { camera, n }: Manifest,
    hash: Uint8Array,
    last: StoredManifest | undefined,
  ): Promise<boolean> {
    if (last === undefined || n > last.n) return false;
    const [stored] = await this.#index.readManifests(lane, camera, { n, endsAfterMs: 0 }, 1);
    return stored?.n === n && equalBytes(stored.hash, hash);
  }

  async #assertWhole({ lane, hub, camera }: Manifest, content: ClipContent): Promise<void> {
    const clip = await this.#index.findClip(lane, content.clip);
    if (clip === undefined) throw new ApiError("clip.unknown", "announce the clip first");
    const { header, headerHash } = decodeClipOpening(clip.opening);
    // A hub closes its own clips only, each in the diary of the camera that it shows.
    const isOwn = equalBytes(header.hub, hub) && equalBytes(header.camera, camera);
    if (!isOwn || !equalBytes(headerHash, content.header)) {
      throw new ApiError("manifest.refused", "the manifest belongs to another opening");
    }
    const missing = content.parts.flatMap((part, index) => {
      const stored = clip.parts.find((one) => one.index === index);
      return stored?.sizeBytes === part.sizeBytes ? [] : [index];
    });
    if (missing.length === 0) return;
    throw new ApiError("manifest.parts_missing", `missing parts of ${formatId(content.clip)}`, {
      details: { missing },
    });
  }
}

function believedManifest(caller: Caller, bytes: Uint8Array): Manifest {
  try {
    const manifest = verifyManifest(bytes, caller.state);
    if (equalBytes(manifest.hub, caller.device.id)) return manifest;
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new ApiError("manifest.refused", `the manifest is refused: ${cause.code}`, { cause });
  }
  throw new ApiError("manifest.refused", "another hub signed this manifest");
}

function conflict(last: StoredManifest | undefined): ApiError {
  const details = last === undefined ? { n: -1 } : { n: last.n, hash: encodeBase64url(last.hash) };
  return new ApiError("manifest.conflict", "the chain goes on from another item", { details });
}

function endOf({ content, atMs }: Manifest): number {
  if (content.kind === "clip") return content.endMs;
  return content.kind === "gap" ? content.toMs : atMs;
}

function closedClip(content: Manifest["content"]): Pick<StoredManifest, "clip"> {
  return content.kind === "clip" ? { clip: { clip: content.clip, endMs: content.endMs } } : {};
}
