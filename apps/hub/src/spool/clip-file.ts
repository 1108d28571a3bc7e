// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Appends fragments to a clip's file. Nothing is written by the caller's hand: `append` gathers, `sync` writes
 * all that was gathered with one call and brings it to the disk with another.
 */
import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "../store/sync-folder.ts";
import { encodeRecordHead, type FragmentLeaves } from "./fragment-log.ts";

/** Linux takes at most 1,024 buffers in one call. */
const MAX_BUFFERS = 1000;

/** Owns the file and what is not in it yet. One `sync` at a time. */
export class ClipFile implements AsyncDisposable {
  readonly #path: string;
  #file: FileHandle | undefined;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #pendingCount = 0;
  #writtenBytes = 0;
  #durableCount = 0;
  #syncing: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  get isEmpty(): boolean {
    return this.#file === undefined && this.#pendingCount === 0;
  }

  /** Fragments that a power cut leaves. */
  get durableCount(): number {
    return this.#durableCount;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  append(frame: Uint8Array, leaves: FragmentLeaves): void {
    const head = encodeRecordHead(leaves);
    this.#pending.push(head, frame);
    this.#pendingBytes += head.length + frame.length;
    this.#pendingCount += 1;
  }

  /** When it returns, all that was appended before the call is on the disk. `onWritten`: it is in the file. */
  sync(onWritten?: () => void): Promise<void> {
    const earlier = this.#syncing;
    this.#syncing = (async () => {
      // An earlier failure was told to whoever called for that sync.
      await earlier.catch(() => undefined);
      await this.#writePending(onWritten);
    })();
    return this.#syncing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#syncing.catch(() => undefined);
    await this.#file?.close();
    this.#file = undefined;
  }

  async #writePending(onWritten?: () => void): Promise<void> {
    if (this.#pendingCount === 0) return;
    const [buffers, count] = [this.#pending, this.#pendingCount];
    [this.#pending, this.#pendingBytes, this.#pendingCount] = [[], 0, 0];
    const isNew = this.#file === undefined;
    const file = (this.#file ??= await open(this.#path, "wx", 0o600));
    for (let first = 0; first < buffers.length; first += MAX_BUFFERS) {
      await this.#writeAll(file, buffers.slice(first, first + MAX_BUFFERS));
    }
    onWritten?.();
    await file.datasync();
    // A new file is only there after a power cut when its folder is on the disk as well.
    if (isNew) await syncFolder(dirname(this.#path));
    this.#durableCount += count;
  }

  /** A disk that fills up writes the beginning and says how much. */
  async #writeAll(file: FileHandle, buffers: readonly Uint8Array[]): Promise<void> {
    let left = [...buffers];
    while (left.length > 0) {
      const { bytesWritten } = await file.writev(left, this.#writtenBytes);
      this.#writtenBytes += bytesWritten;
      left = dropBytes(left, bytesWritten);
    }
  }
}

function dropBytes(buffers: Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  let first = 0;
  for (; first < buffers.length; first += 1) {
    const length = buffers[first]?.length ?? 0;
    if (left < length) break;
    left -= length;
  }
  const rest = buffers.slice(first);
  const partial = rest[0];
  if (left > 0 && partial !== undefined) rest[0] = partial.subarray(left);
  return rest;
}
