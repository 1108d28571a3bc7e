// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Port: where the pieces of a log come from. Not trusted: whoever changes one makes it unreadable, no more. */

export interface TileSource {
  /**
   * The bytes at a path of c2sp.org/tlog-tiles ("checkpoint", "tile/0/x001/067.p/12", "tile/entries/000"), without
   * the log's prefix. Undefined when there is nothing; every other failure is thrown.
   */
  read(path: string): Promise<Uint8Array | undefined>;
}
