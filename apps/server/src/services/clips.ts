// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Recordings: announced by a signed opening, uploaded in parts, listed, deleted. All ciphertext. */
import { encodeHex, equalBytes } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { hasCode } from "@nightlatch/errors";
import {
  decodeClipOpening,
  formatId,
  isFromActiveHub,
  ProtocolError,
  splitFrames,
  verifyClipOpening,
  type CameraId,
  type ClipId,
  type ClipOpening,
  type LaneId,
} from "@nightlatch/protocol/wire";
import { MAX_PART_BYTES } from "@nightlatch/api-contract";
import { clipSightOf, isInSight } from "../access/clip-sight.ts";
import { ApiError } from "../errors.ts";
import type { BlobStore } from "../ports/blob-store.ts";
import type { ClipIndex, StoredClip } from "../ports/clip-index.ts";
import type { RecordStore } from "../ports/record-store.ts";
import { KeyedLocks } from "./keyed-locks.ts";
import type { LaneEvents } from "./lane-events.ts";
import type { Caller } from "./sessions.ts";

type Parts = Readonly<{
  index: ClipIndex;
  blobs: BlobStore;
  records: RecordStore;
  events: LaneEvents;
  quotaBytes: number;
}>;

export class Clips {
  readonly #parts: Parts;
  readonly #locks = new KeyedLocks();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws clip.refused | clip.exists */
  async announce(caller: Caller, clip: ClipId, openingBytes: Uint8Array): Promise<void> {
    const opening = believedOpening(caller, clip, openingBytes);
    const { camera, group, startMs } = opening.header;
    const readers = opening.keys.flatMap(({ to }) => (to.kind === "device" ? [to.device] : []));
    const row = { clip, camera, group, readers, opening: openingBytes, startMs };
    const placed = await this.#parts.index.addClip(caller.lane, row);
    if (placed === "other") throw new ApiError("clip.exists", "another opening has this clip id");
    if (placed === "stored") this.#parts.events.publish(caller.lane, { type: "clips-changed", camera });
  }

  /** Durable when it resolves: first the bytes, then the row that names them. */
  async putPart(caller: Caller, clip: ClipId, index: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length > MAX_PART_BYTES) throw new ApiError("part.too_large", "over the size of a part");
    assertWholeFrames(bytes);
    // Without the lock, bytes could come to lie in a folder that a deletion has just emptied.
    await this.#locks.run(blobPrefix(caller.lane, clip), () => this.#keepPart(caller, clip, index, bytes));
  }

  /** @throws clip.unknown | part.unknown */
  async readPart(caller: Caller, clip: ClipId, index: number): Promise<Uint8Array> {
    return this.partOf(caller.lane, await this.read(caller, clip), index);
  }

  /** For whoever may have the clip. @throws part.unknown */
  async partOf(lane: LaneId, { clip, parts }: StoredClip, index: number): Promise<Uint8Array> {
    const part = parts.find((one) => one.index === index);
    const bytes = part && (await this.#parts.blobs.find(blobKey(lane, clip, index, part.sha256)));
    if (bytes === undefined) throw new ApiError("part.unknown", "no such part");
    return bytes;
  }

  /** @throws clip.unknown, also for a clip that the caller is not shown and for another household's: no oracle */
  async read(caller: Caller, clip: ClipId): Promise<StoredClip> {
    const found = await this.find(caller.lane, clip);
    if (isInSight(clipSightOf(caller.device), decodeClipOpening(found.opening))) return found;
    throw new ApiError("clip.unknown", "no such clip");
  }

  list(caller: Caller, camera: CameraId, fromMs: number, toMs: number, limit: number): Promise<readonly StoredClip[]> {
    const sight = clipSightOf(caller.device);
    return this.#parts.index.listClips(
      caller.lane,
      camera,
      fromMs,
      toMs,
      limit,
      ...(sight.kind === "all" ? [] : [sight]),
    );
  }

  /** An owner deletes any clip, a hub its own. Deleting twice is fine. @throws access.denied */
  delete(caller: Caller, clip: ClipId): Promise<void> {
    const { lane, device } = caller;
    return this.#locks.run(blobPrefix(lane, clip), async () => {
      const isKnown = (await this.#parts.index.findClip(lane, clip)) !== undefined;
      if (device.role === "hub" && isKnown) await this.#ownClip(caller, clip);
      await this.#remove(lane, clip);
    });
  }

  async usedBytes(lane: LaneId): Promise<number> {
    return this.#parts.index.usedBytes(lane);
  }

  /** For whoever may have it: the caller has asked. @throws clip.unknown */
  async find(lane: LaneId, clip: ClipId): Promise<StoredClip> {
    const found = await this.#parts.index.findClip(lane, clip);
    if (found === undefined) throw new ApiError("clip.unknown", "no such clip");
    return found;
  }

  async #keepPart(caller: Caller, clip: ClipId, index: number, bytes: Uint8Array): Promise<void> {
    const known = await this.#ownClip(caller, clip);
    const hash = sha256(bytes);
    const stored = known.parts.find((part) => part.index === index);
    if (stored !== undefined) {
      if (equalBytes(stored.sha256, hash)) return;
      throw new ApiError("part.exists", "other bytes are stored as this part");
    }
    await this.#assertQuota(caller.lane, bytes.length);
    await this.#parts.blobs.put(blobKey(caller.lane, clip, index, hash), bytes);
    const placed = await this.#parts.index.addPart(caller.lane, clip, { index, sizeBytes: bytes.length, sha256: hash });
    if (placed === "other") throw new ApiError("part.exists", "other bytes are stored as this part");
    if (placed === "no-clip") throw new ApiError("clip.unknown", "the clip was deleted meanwhile");
  }

  /** The row goes first: a crash in between leaves bytes that nobody is shown, and that the next attempt removes. */
  async #remove(lane: LaneId, clip: ClipId): Promise<void> {
    const { index, records, blobs, events } = this.#parts;
    const known = await index.findClip(lane, clip);
    await index.removeClip(lane, clip);
    await records.remove(lane, { kind: "thumbnail", id: clip });
    await blobs.removeAll(blobPrefix(lane, clip));
    if (known !== undefined) events.publish(lane, { type: "clips-changed", camera: known.camera });
  }

  /** A hub adds only to clips that it announced itself. */
  async #ownClip(caller: Caller, clip: ClipId): Promise<StoredClip> {
    const known = await this.find(caller.lane, clip);
    const { header } = decodeClipOpening(known.opening);
    if (equalBytes(header.hub, caller.device.id)) return known;
    throw new ApiError("access.denied", "another hub records this clip");
  }

  async #assertQuota(lane: LaneId, sizeBytes: number): Promise<void> {
    const { index, quotaBytes } = this.#parts;
    if (quotaBytes > 0 && (await index.usedBytes(lane)) + sizeBytes > quotaBytes) {
      throw new ApiError("quota.exceeded", "the household's quota is used up");
    }
  }
}

function believedOpening(caller: Caller, clip: ClipId, bytes: Uint8Array): ClipOpening {
  try {
    const opening = decodeClipOpening(bytes);
    verifyClipOpening(opening, caller.state);
    const isOwn = equalBytes(opening.header.clip, clip) && equalBytes(opening.header.hub, caller.device.id);
    if (isOwn && isFromActiveHub(opening, caller.state)) return opening;
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new ApiError("clip.refused", `the opening is refused: ${cause.code}`, { cause });
  }
  throw new ApiError("clip.refused", "the opening is for another clip or by another hub");
}

/** The server cannot read frames, but it can tell a part from garbage. */
function assertWholeFrames(bytes: Uint8Array): void {
  try {
    const { frames, rest } = splitFrames(bytes);
    if (frames.length > 0 && rest.length === 0) return;
  } catch (error) {
    const isOurs = error instanceof ProtocolError || hasCode(error, "bytes.truncated");
    if (!isOurs) throw error;
  }
  throw new ApiError("part.malformed", "not a run of whole frames");
}

function blobKey(lane: LaneId, clip: ClipId, index: number, hash: Uint8Array): string {
  return `${blobPrefix(lane, clip)}/${String(index)}-${encodeHex(hash)}`;
}

function blobPrefix(lane: LaneId, clip: ClipId): string {
  return `${formatId(lane)}/${formatId(clip)}`;
}
