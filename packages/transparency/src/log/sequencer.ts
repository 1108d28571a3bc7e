// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Puts leaves in order and signs the tree: the only writer of a log. It owns the tree's right edge in memory and
 * the store's head; recover-tree.ts tells the life of a batch. What waits while a batch is written becomes the next
 * batch, so the cost of durability is shared.
 */
import { TransparencyError } from "../errors.ts";
import type { TreeHead } from "../merkle/tree-head.ts";
import { equalHeads } from "../merkle/tree-head.ts";
import type { LogSigner } from "../notes/signing.ts";
import { formatCheckpoint } from "../notes/checkpoint.ts";
import { formatNote } from "../notes/signed-note.ts";
import { MAX_LEAF_BYTES } from "../tiles/tile-codec.ts";
import { partialsFolder } from "../tiles/tile-path.ts";
import type { LogStore, StoredObject } from "./log-store.ts";
import { putPieces, recoverTree } from "./recover-tree.ts";
import { decodeStaged, encodeStaged, endsWith, stagedPath } from "./staged-batch.ts";
import type { TreeEdge } from "./tree-edge.ts";

export type SequencerOptions = Readonly<{
  store: LogStore;
  /** The log's name, and that of its keys: a schema-less URL. */
  origin: string;
  /** At least one; the first is an Ed25519 log key (c2sp.org/tlog-tiles, "Checkpoints"). */
  signers: readonly LogSigner[];
}>;

/** Leaves a batch; the rest waits for the next. */
const MAX_BATCH_LEAVES = 8192;
/** More than may wait is refused: memory is bounded by this and by the leaves' size. */
const MAX_WAITING_LEAVES = 65_536;

/**
 * Takes over a log: recovers it, and publishes what a crash left unpublished, or the empty tree of a new one.
 * @throws transparency.store_contradicts | transparency.wrong_log
 */
export async function openSequencer({ store, origin, signers }: SequencerOptions): Promise<Sequencer> {
  if (signers.length === 0 || signers.some(({ key }) => key.name !== origin)) {
    throw new TransparencyError("transparency.wrong_log", "a log signs with keys that have its name", {
      advice: "Make the log's keys under its origin.",
    });
  }
  const logKeys = signers.map(({ key }) => key);
  const { edge, published } = await recoverTree(store, logKeys);
  const isPublished = published !== undefined && equalHeads(published.checkpoint, edge.head());
  const checkpoint = isPublished ? published.bytes : await publish(store, origin, signers, edge.head());
  await store.remove(stagedPath(edge.head()));
  return new Sequencer({ store, origin, signers }, edge, checkpoint);
}

type Waiting = Readonly<{
  leaf: Uint8Array;
  settle: (index: number) => void;
  fail: (error: unknown) => void;
}>;

export class Sequencer implements AsyncDisposable {
  readonly #options: SequencerOptions;
  #edge: TreeEdge;
  #checkpoint: Uint8Array;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #stopped: unknown;

  /** Use openSequencer, which recovers first. */
  constructor(options: SequencerOptions, edge: TreeEdge, checkpoint: Uint8Array) {
    this.#options = options;
    this.#edge = edge;
    this.#checkpoint = checkpoint;
  }

  /** The tree that is published. */
  head(): TreeHead {
    return this.#edge.head();
  }

  /** The published checkpoint, signed by the log alone. */
  checkpoint(): Uint8Array {
    return this.#checkpoint;
  }

  /**
   * Resolves to the leaf's index when the leaf is durable and a published checkpoint covers it. After a failure of the
   * store nobody knows whether the leaf is in: look it up before appending it again.
   * @throws transparency.too_large | transparency.busy | transparency.stopped
   * @throws transparency.not_the_writer | transparency.store_contradicts, or what the store threw: then it has stopped
   */
  append(leaf: Uint8Array): Promise<number> {
    return new Promise((settle, fail) => {
      if (this.#stopped !== undefined) throw stopped(this.#stopped);
      if (leaf.length > MAX_LEAF_BYTES) {
        throw new TransparencyError("transparency.too_large", `a leaf has at most ${MAX_LEAF_BYTES} bytes`);
      }
      if (this.#waiting.length >= MAX_WAITING_LEAVES) {
        throw new TransparencyError("transparency.busy", "too many leaves wait", { advice: "Try again in a moment." });
      }
      // A copy: what the caller does with its array later must not reach the log.
      this.#waiting.push({ leaf: Uint8Array.from(leaf), settle, fail });
      this.#writing ??= this.#writeWaiting();
    });
  }

  /** Waits for what was accepted, then accepts no more. */
  async close(): Promise<void> {
    await this.#writing;
    this.#stopped ??= "closed";
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #writeWaiting(): Promise<void> {
    // Everything that is appended in this turn goes into the first batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH_LEAVES);
      try {
        await this.#write(batch);
      } catch (error) {
        this.#stopped = error;
        for (const { fail } of batch) fail(error);
        for (const { fail } of this.#waiting.splice(0)) fail(stopped(error));
      }
    }
    this.#writing = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const { store, origin, signers } = this.#options;
    const before = this.#edge;
    const after = before.copy();
    const leaves = batch.map(({ leaf }) => leaf);
    const completed = leaves.flatMap((leaf) => after.append(leaf));
    const [from, to] = [before.head(), after.head()];
    await stage(store, from, to, leaves);
    if (!(await store.swapHead(from, to))) {
      throw new TransparencyError("transparency.not_the_writer", "another process writes this log", {
        advice: "Stop one of the two, then start again.",
      });
    }
    await putPieces(store, [...completed, ...after.partials()]);
    this.#checkpoint = await publish(store, origin, signers, to);
    this.#edge = after;
    batch.forEach(({ settle }, i) => settle(from.size + i));
    await clearUp(store, to, before, completed);
  }
}

async function stage(store: LogStore, from: TreeHead, to: TreeHead, leaves: readonly Uint8Array[]): Promise<void> {
  const path = stagedPath(to);
  const different = await store.put([{ path, bytes: encodeStaged({ from, leaves }) }]);
  if (different.length === 0) return;
  const found = await store.read(path);
  if (found !== undefined && endsWith(decodeStaged(found, to), { from, leaves })) return;
  throw new TransparencyError("transparency.store_contradicts", `${path} holds leaves of another tree`);
}

/** The head is durable and so are its tiles: only now a signature leaves. */
async function publish(
  store: LogStore,
  origin: string,
  signers: readonly LogSigner[],
  head: TreeHead,
): Promise<Uint8Array> {
  const checkpoint = { ...head, origin, extensions: [] };
  const signatures = await Promise.all(signers.map((signer) => signer.sign(checkpoint)));
  const note = formatNote({ text: formatCheckpoint(checkpoint), signatures });
  await store.publish(head.size, note);
  return note;
}

/** The staged leaves, and partial pieces whose full one is there now (c2sp.org/tlog-tiles, "Partial Tiles"). */
async function clearUp(
  store: LogStore,
  to: TreeHead,
  before: TreeEdge,
  completed: readonly StoredObject[],
): Promise<void> {
  const full = new Set(completed.map(({ path }) => path));
  const outgrown = before.partials().flatMap(({ path }) => {
    const fullPath = path.slice(0, path.lastIndexOf(".p/"));
    return full.has(fullPath) ? [partialsFolder(fullPath)] : [];
  });
  for (const prefix of [stagedPath(to), ...outgrown]) await store.remove(prefix);
}

function stopped(cause: unknown): TransparencyError {
  return new TransparencyError("transparency.stopped", "this sequencer has stopped", {
    cause,
    advice: "Open the log again; it recovers what was written.",
  });
}
