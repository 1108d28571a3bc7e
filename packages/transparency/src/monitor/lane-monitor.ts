// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads all of a log and checks that every lane is one line: each leaf follows the lane's last one, names it, and
 * is signed with the key that it announced. Memory holds one bundle; what is known of lanes is in the index.
 */
import type { ProvenLeaves, VerifiedTiles } from "../tiles/verified-tiles.ts";
import { judgeLeaf, needsEarlier, type LaneFault } from "./judge-leaf.ts";
import type { LaneIndex } from "./lane-index.ts";
import type { LastLeaf, ParseLaneLeaf } from "./lane-leaf.ts";

export type LaneMonitorOptions = Readonly<{ parse: ParseLaneLeaf; index: LaneIndex }>;

export interface LaneMonitor {
  /**
   * Reads from where the index stands to the head of `tiles`, and yields what is wrong, bundle by bundle. A bundle's
   * faults come before the index moves past it, so a reader that dies sees them again. A leaf at fault does not count
   * as its lane's last one.
   * @throws transparency.tile_invalid | transparency.tile_missing
   */
  readTo(tiles: VerifiedTiles): AsyncGenerator<LaneFault>;
}

export function createLaneMonitor({ parse, index }: LaneMonitorOptions): LaneMonitor {
  return {
    async *readTo(tiles) {
      for await (const bundle of tiles.leaves(await index.next())) {
        const { faults, changed } = await judgeBundle(bundle, parse, index);
        yield* faults;
        await index.advance(bundle.start + bundle.leaves.length, changed);
      }
    },
  };
}

async function judgeBundle(
  { start, leaves }: ProvenLeaves,
  parse: ParseLaneLeaf,
  index: LaneIndex,
): Promise<Readonly<{ faults: readonly LaneFault[]; changed: ReadonlyMap<string, LastLeaf> }>> {
  const parsed = leaves.map(parse);
  const lanes = new Set(parsed.flatMap((leaf) => (leaf === undefined ? [] : [leaf.lane])));
  const known = new Map(await index.find([...lanes]));
  const changed = new Map<string, LastLeaf>();
  const faults: LaneFault[] = [];
  for (const [i, leaf] of parsed.entries()) {
    const last = leaf === undefined ? undefined : known.get(leaf.lane);
    const kind = await judgeLeaf(leaf, last);
    if (kind !== undefined) {
      const earlier = needsEarlier(kind) ? last?.index : undefined;
      faults.push({ kind, lane: leaf?.lane ?? "", index: start + i, earlier });
    } else if (leaf !== undefined) {
      const { lane, slot, hash, next } = leaf;
      known.set(lane, { index: start + i, slot, hash, next });
      changed.set(lane, { index: start + i, slot, hash, next });
    }
  }
  return { faults, changed };
}
