// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Port: what a witness must never forget. Every adapter runs contract-tests/witness-store.contract.ts.
 * A witness that loses its store must be given a new key: with the old one it could sign a fork.
 */
import type { TreeHead } from "../merkle/tree-head.ts";

/** The largest tree that was cosigned of one log, and the time of the last cosignature. */
export type WitnessedHead = TreeHead & Readonly<{ timeSeconds: number }>;

export interface WitnessStore {
  /** Undefined for a log that was never cosigned. */
  readHead(origin: string): Promise<WitnessedHead | undefined>;

  /**
   * Compare-and-swap, over all processes: true when the log's head was `from` and is now durably `to`. Size and time
   * never go down and one of them goes up, so a head that was replaced never comes back.
   */
  swapHead(origin: string, from: WitnessedHead | undefined, to: WitnessedHead): Promise<boolean>;
}
