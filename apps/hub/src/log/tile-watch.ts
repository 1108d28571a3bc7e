// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads every new leaf of the log and checks each lane (protocol §13.3). Of its own lane a hub knows more than
 * the public does: a leaf that its household's log proof never explains is someone else's.
 */
import { findLogObject, type FetchLike } from "@nightlatch/api-client";
import { encodeBase64url } from "@nightlatch/bytes";
import { laneEvidence, laneRefusalOf, parseForMonitor, type Evidence, type LogView } from "@nightlatch/protocol/log";
import { decodeLaneLeaf, logLaneOf, type LedgerState } from "@nightlatch/protocol/wire";
import {
  buildLaneEvidence,
  createLaneMonitor,
  type LaneFault,
  type LaneIndex,
  type LastLeaf,
} from "@nightlatch/transparency/monitor";
import { formatTlogProof, openTiles, type VerifiedTiles } from "@nightlatch/transparency/verify";

export type TileWatchDeps = Readonly<{
  serverUrl: string;
  fetch: FetchLike;
  indexOf: (origin: string) => LaneIndex;
  state: () => LedgerState;
  nowMs: () => number;
}>;

/** A tree of a log, and the note that vouches for it. */
export type LogTree = Pick<LogView, "origin" | "size" | "root" | "checkpoint">;
/** `isOwn`: in the household's own lane. */
export type TileFind = Readonly<{ evidence: Evidence; isOwn: boolean }>;

export class TileWatch {
  readonly #deps: TileWatchDeps;
  /** One reader at a time: the index moves forward once. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: TileWatchDeps) {
    this.#deps = deps;
  }

  /**
   * Reads on to this tree, which must have grown from all that was read before. Each fault is told before the index
   * moves past it: whoever hides the next tile does not make this hub forget the last one.
   * @throws client.unreachable | transparency.tile_missing | transparency.tile_invalid
   */
  readTo(tree: LogTree, onFind: (find: TileFind) => Promise<void>): Promise<void> {
    const earlier = this.#turn;
    const turn = (async () => {
      // Its failure was told to its own caller.
      await earlier.catch(() => undefined);
      await this.#readTo(tree, onFind);
    })();
    this.#turn = turn;
    return turn;
  }

  async #readTo(tree: LogTree, onFind: (find: TileFind) => Promise<void>): Promise<void> {
    const index = this.#deps.indexOf(tree.origin);
    if (tree.size === 0 || (await index.next()) >= tree.size) return;
    const tiles = await this.#tilesOf(tree);
    const monitor = createLaneMonitor({ parse: parseForMonitor, index });
    const own = this.#ownLane();
    for await (const fault of monitor.readTo(tiles)) {
      await onFind({ evidence: await this.#evidenceOf(fault, tiles, tree), isOwn: fault.lane === own });
    }
  }

  /** The last leaf of the household's own lane that the log holds, of what was read. */
  async ownLast({ origin }: Pick<LogTree, "origin">): Promise<LastLeaf | undefined> {
    const own = this.#ownLane();
    return own === undefined ? undefined : (await this.#deps.indexOf(origin).find([own])).get(own);
  }

  /**
   * The last leaf of the household's own lane, if the server has shown the household no such leaf: somebody with a lane
   * key wrote what it is not told. Undefined when all is explained. Of no use before `readTo`.
   * @throws what readTo throws
   */
  async unexplained(view: LogView): Promise<Evidence | undefined> {
    const { state, nowMs } = this.#deps;
    const { lane, policy } = state();
    const last = view.size === 0 ? undefined : await this.ownLast(view);
    const shown = view.leaf === undefined ? -1 : decodeLaneLeaf(view.leaf.leaf).slot;
    // What was read for a cosignature may be ahead of what the household was shown.
    if (last === undefined || last.index >= view.size || last.slot <= shown) return undefined;
    const tiles = await this.#tilesOf(view);
    const [extra, hashes] = [await tiles.leaf(last.index), await tiles.inclusionProof(last.index)];
    const proof = formatTlogProof({ extra, index: last.index, hashes, checkpoint: view.checkpoint });
    return laneEvidence({ code: "ledger.withheld", atMs: nowMs(), lane, policy, proofs: [proof] });
  }

  #ownLane(): string | undefined {
    const [first] = this.#deps.state().laneKeys;
    return first === undefined ? undefined : encodeBase64url(logLaneOf("household", first.key));
  }

  #tilesOf({ size, root }: LogTree): Promise<VerifiedTiles> {
    const { serverUrl, fetch } = this.#deps;
    return openTiles({ size, root }, { read: (path) => findLogObject(serverUrl, fetch, path) });
  }

  async #evidenceOf(fault: LaneFault, tiles: VerifiedTiles, tree: LogTree): Promise<Evidence> {
    const { state, nowMs } = this.#deps;
    const { lane, policy } = state();
    const proofs = await buildLaneEvidence(fault, tiles, tree.checkpoint);
    return laneEvidence({ code: laneRefusalOf(fault.kind), atMs: nowMs(), lane, policy, proofs });
  }
}
