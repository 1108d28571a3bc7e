// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Port: what a sequencer needs of a store. Every adapter runs contract-tests/log-store.contract.ts.
 *
 * Trust: whoever can write to the store can make the log unreadable or stop it, never make it lie unnoticed: each
 * piece is checked against the head, and the head against what was signed.
 */
import type { TreeHead } from "../merkle/tree-head.ts";
import type { TileSource } from "../tiles/tile-source.ts";

export type StoredObject = Readonly<{ path: string; bytes: Uint8Array }>;

export interface LogStore extends TileSource {
  /** Also answers "checkpoint": what was published last. */
  read(path: string): Promise<Uint8Array | undefined>;

  /**
   * All objects are durable when this returns. An object is never changed: where a path holds other bytes already,
   * they stay, and the path is among those returned.
   */
  put(objects: readonly StoredObject[]): Promise<readonly string[]>;

  /** Forgets every object whose path begins with `prefix`; no failure when there is none. Need not be durable. */
  remove(prefix: string): Promise<void>;

  /** The tree that the log has committed to; of size 0 in a new store. */
  readHead(): Promise<TreeHead>;

  /**
   * Compare-and-swap, over all processes: true when the head was `from` and is now durably `to`. Sizes only grow, so
   * a head that was replaced never comes back.
   */
  swapHead(from: TreeHead, to: TreeHead): Promise<boolean>;

  /**
   * Publishes a checkpoint of `size` leaves, durably, in place of one of the same size or a smaller one. A larger one
   * stays: a sequencer that was overtaken must not turn the log back for its readers.
   */
  publish(size: number, checkpoint: Uint8Array): Promise<void>;
}
