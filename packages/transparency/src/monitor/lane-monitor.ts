// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads all of a log and checks that every lane is one line: each leaf follows the lane's last one, names it, and
 * is signed with the key that it announced. Memory holds a few bundles; what is known of lanes is in the index.
 */
import type { ProvenLeaves, VerifiedTiles } from "../tiles/verified-tiles.ts";
import { judgeLeaf, needsEarlier, type LaneFault } from "./judge-leaf.ts";
import type { LaneIndex } from "./lane-index.ts";
import type { LaneLeaf, LastLeaf, ParseLaneLeaves } from "./lane-leaf.ts";

export type LaneMonitorOptions = Readonly<{ parse: ParseLaneLeaves; index: LaneIndex }>;

export interface LaneMonitor {
  /**
   * Reads from where the index stands to the head of `tiles`, and yields what is wrong, bundle by bundle. A bundle's
   * faults come before the index moves past it, some bundles at a time: a reader that dies sees them again. A leaf at fault does not count
   * as its lane's last one.
   * @throws transparency.tile_invalid | transparency.tile_missing
   */
  readTo(tiles: VerifiedTiles): AsyncGenerator<LaneFault>;
}

/** Bundles whose signatures are verified while the one before them is judged. */
const AHEAD = 7;
/** A durable step of the index costs more than judging a bundle; who dies between two reads so much again. */
const BUNDLES_A_STEP = 8;

export function createLaneMonitor({ parse, index }: LaneMonitorOptions): LaneMonitor {
  return {
    async *readTo(tiles) {
      let step = emptyStep(await index.next());
      const move = async () => {
        const { next, changed, bundles } = step;
        step = emptyStep(next);
        if (bundles > 0) await index.advance(next, changed);
      };
      try {
        for await (const bundle of parsedBundles(tiles.leaves(step.next), parse)) {
          const { faults, changed } = await judgeBundle(bundle, step.changed, index);
          yield* faults;
          step = {
            next: bundle.start + bundle.leaves.length,
            changed: new Map([...step.changed, ...changed]),
            bundles: step.bundles + 1,
          };
          if (step.bundles === BUNDLES_A_STEP) await move();
        }
      } finally {
        // Also when the next bundle is held back: what was judged and told stays so.
        await move();
      }
    },
  };
}

/** What was judged, and its faults told, since the index moved. */
type Step = Readonly<{ next: number; changed: ReadonlyMap<string, LastLeaf>; bundles: number }>;

function emptyStep(next: number): Step {
  return { next, changed: new Map(), bundles: 0 };
}

type ParsedBundle = Readonly<{ start: number; leaves: readonly (LaneLeaf | undefined)[] }>;

/** In order. One that can't be read stops the reader when its turn comes, not before. */
async function* parsedBundles(
  bundles: AsyncGenerator<ProvenLeaves>,
  parse: ParseLaneLeaves,
): AsyncGenerator<ParsedBundle> {
  const coming: Promise<ParsedBundle | undefined>[] = [];
  const startNext = () => {
    const parsed = parseNext(bundles, parse);
    parsed.catch(() => undefined);
    coming.push(parsed);
  };
  try {
    for (let i = 0; i < AHEAD; i += 1) startNext();
    for (;;) {
      startNext();
      const bundle = await coming.shift();
      if (bundle === undefined) return;
      yield bundle;
    }
  } finally {
    await bundles.return(undefined);
  }
}

async function parseNext(
  bundles: AsyncGenerator<ProvenLeaves>,
  parse: ParseLaneLeaves,
): Promise<ParsedBundle | undefined> {
  const read = await bundles.next();
  if (read.done === true) return undefined;
  const { start, leaves } = read.value;
  return { start, leaves: await parse(leaves) };
}

async function judgeBundle(
  { start, leaves }: ParsedBundle,
  recent: ReadonlyMap<string, LastLeaf>,
  index: LaneIndex,
): Promise<Readonly<{ faults: readonly LaneFault[]; changed: ReadonlyMap<string, LastLeaf> }>> {
  const lanes = new Set(leaves.flatMap((leaf) => (leaf === undefined || recent.has(leaf.lane) ? [] : [leaf.lane])));
  const before = await index.find([...lanes]);
  const changed = new Map<string, LastLeaf>();
  const faults: LaneFault[] = [];
  for (const [i, leaf] of leaves.entries()) {
    const last = leaf && (changed.get(leaf.lane) ?? recent.get(leaf.lane) ?? before.get(leaf.lane));
    const kind = judgeLeaf(leaf, last);
    if (kind !== undefined) {
      const earlier = needsEarlier(kind) ? last?.index : undefined;
      faults.push({ kind, lane: leaf?.lane ?? "", index: start + i, earlier });
    } else if (leaf !== undefined) {
      const { lane, slot, hash, next } = leaf;
      changed.set(lane, { index: start + i, slot, hash, next });
    }
  }
  return { faults, changed };
}
