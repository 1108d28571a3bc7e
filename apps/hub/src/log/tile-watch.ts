// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads every new leaf of the log and checks each lane (protocol §13.3). Of its own lane a hub knows more than
 * the public does: a leaf that its household's log proof never explains is someone else's.
 */
import { findLogObject, type FetchLike } from "@nightlatch/api-client";
import { laneEvidence, laneRefusalOf, parseForMonitor, type Evidence, type LogView } from "@nightlatch/protocol/log";
import type { LedgerState } from "@nightlatch/protocol/wire";
import { buildLaneEvidence, createLaneMonitor, type LaneFault, type LaneIndex } from "@nightlatch/transparency/monitor";
import { openTiles, type VerifiedTiles } from "@nightlatch/transparency/verify";

export type TileWatchDeps = Readonly<{
  serverUrl: string;
  fetch: FetchLike;
  indexOf: (origin: string) => LaneIndex;
  state: () => LedgerState;
  nowMs: () => number;
}>;

/** One find is enough to halt; a hostile log must not make a hub write evidence for ever. */
const MAX_FINDS = 8;

export class TileWatch {
  readonly #deps: TileWatchDeps;

  constructor(deps: TileWatchDeps) {
    this.#deps = deps;
  }

  /**
   * Reads on to the view's tree. @returns evidence of each fault
   * @throws client.unreachable | transparency.tile_missing | transparency.tile_invalid
   */
  async readTo(view: LogView): Promise<readonly Evidence[]> {
    const { serverUrl, fetch, indexOf } = this.#deps;
    if (view.size === 0) return [];
    const source = { read: (path: string) => findLogObject(serverUrl, fetch, path) };
    const tiles = await openTiles({ size: view.size, root: view.root }, source);
    const monitor = createLaneMonitor({ parse: parseForMonitor, index: indexOf(view.origin) });
    const finds: Evidence[] = [];
    for await (const fault of monitor.readTo(tiles)) {
      if (finds.length < MAX_FINDS) finds.push(await this.#evidenceOf(fault, tiles, view));
    }
    return finds;
  }

  async #evidenceOf(fault: LaneFault, tiles: VerifiedTiles, view: LogView): Promise<Evidence> {
    const { state, nowMs } = this.#deps;
    const { lane, policy } = state();
    const proofs = await buildLaneEvidence(fault, tiles, view.checkpoint);
    return laneEvidence({ code: laneRefusalOf(fault.kind), atMs: nowMs(), lane, policy, proofs });
  }
}
