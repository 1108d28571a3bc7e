// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A clip while it is being recorded: its file, its parts so far and both Merkle trees. It never waits: the
 * spool brings what was appended to the disk, once a second.
 */
import { MerkleAccumulator } from "@nightlatch/crypto/merkle";
import type { Hash } from "@nightlatch/crypto/keys";
import { manifestLeaves, type SealedFragment } from "@nightlatch/protocol/seal";
import type { CameraId, ClipContent, ClipId, Part } from "@nightlatch/protocol/wire";
import type { ClipFile } from "./clip-file.ts";
import { PartCutter } from "./part-cutter.ts";

export type ClipStart = Readonly<{
  camera: CameraId;
  clip: ClipId;
  opening: Uint8Array;
  headerHash: Hash;
  startMs: number;
}>;

/** A disk that is this far behind cannot keep up. */
const MAX_PENDING_BYTES = 32 * 1024 * 1024;

/** Owns what is known of a clip before its manifest. */
export class ClipWriter {
  readonly start: ClipStart;
  readonly file: ClipFile;
  readonly #onEnd: (writer: ClipWriter) => void;
  readonly #sealed = new MerkleAccumulator();
  readonly #plain = new MerkleAccumulator();
  readonly #cutter = new PartCutter();
  #endMs: number;
  #durableEndMs: number;
  #isOver = false;

  constructor(start: ClipStart, file: ClipFile, onEnd: (writer: ClipWriter) => void) {
    this.start = start;
    this.file = file;
    this.#onEnd = onEnd;
    this.#endMs = start.startMs;
    this.#durableEndMs = start.startMs;
  }

  /** No fragment can be added: it was ended, or the disk gave out. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get isBehind(): boolean {
    return this.file.pendingBytes > MAX_PENDING_BYTES;
  }

  get endMs(): number {
    return this.#endMs;
  }

  /** End of the last fragment that is on the disk. */
  get durableEndMs(): number {
    return this.#durableEndMs;
  }

  /** False when the clip is over; the fragment is not stored then. `endMs`: when the fragment's time ends. */
  append(fragment: SealedFragment, captureTimeMs: number, endMs: number): boolean {
    if (this.#isOver) return false;
    const leaves = manifestLeaves(fragment);
    this.#sealed.append(leaves.sealedLeaf);
    this.#plain.append(leaves.plainLeaf);
    this.#cutter.add(fragment.frame.length, captureTimeMs);
    this.file.append(fragment.frame, { ...leaves, captureTimeMs });
    this.#endMs = Math.max(this.#endMs, Math.ceil(endMs));
    return true;
  }

  /** The last fragment was appended. The spool does the rest. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onEnd(this);
  }

  /** The disk gave out: nothing more can be added, and the file is the spool's to mend. */
  giveUp(): void {
    this.#isOver = true;
  }

  async sync(onWritten?: () => void): Promise<void> {
    const endMs = this.#endMs;
    await this.file.sync(onWritten);
    this.#durableEndMs = endMs;
  }

  /** All parts so far; the last one may still grow. */
  get parts(): readonly Part[] {
    return this.#cutter.all();
  }

  /** How many of `parts` will not change and are on the disk. */
  get durablePartCount(): number {
    const durable = this.file.durableCount;
    // A part is finished when the next one has begun.
    return this.parts.slice(1).filter((next) => next.firstSequence <= durable).length;
  }

  /** What the manifest says of the clip, once all of it is on the disk. */
  content(): ClipContent {
    return {
      kind: "clip",
      clip: this.start.clip,
      header: this.start.headerHash,
      startMs: this.start.startMs,
      endMs: this.#endMs,
      count: this.#cutter.count,
      sealedRoot: this.#sealed.root(),
      plainRoot: this.#plain.root(),
      parts: this.#cutter.all(),
      cut: false,
    };
  }
}
