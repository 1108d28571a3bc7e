// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Compares the files that this browser runs with the release that the public log names (protocol §13.5). Whoever
 * serves one visitor other files than everyone else is found out, as long as the files that compare are genuine: a page
 * that was replaced whole can say what it likes. docs/threat-model.md says what that means.
 */
import { equalBytes } from "@nightlatch/bytes";
import { invariant, NightlatchError } from "@nightlatch/errors";
import { parseVerifyKey } from "@nightlatch/crypto/signature";
import { checkFiles, type LogView } from "@nightlatch/protocol/log";
import {
  decodeRelease,
  parseLaneLeaf,
  releaseCommitment,
  releaseFileOf,
  verifyLane,
  type Release,
  type ReleaseFile,
} from "@nightlatch/protocol/wire";
import { openTiles } from "@nightlatch/transparency/verify";
import type { ReleaseCheck } from "../../vault-client/vault-api.ts";
import { problemOf } from "../known-error.ts";
import type { ListedRelease, PublicServer } from "../server/household-server.ts";

/** With how many earlier releases files are compared that are not the newest's. */
const OLDER_RELEASES = 5;

export type CheckDeps = Readonly<{
  server: Pick<PublicServer, "findLogObject" | "releases" | "readRelease">;
  /** A checkpoint that this browser accepted: nothing beyond it is believed. */
  view: LogView | undefined;
  /** The release lane's first key as this browser saw it first; the one given is kept if there was none. */
  pinKey: (key: Uint8Array) => Promise<Uint8Array>;
  /** The last leaf of the lane that this browser proved before, and a later one to be kept. */
  newestLeaf: () => Promise<Uint8Array | undefined>;
  keepNewest: (leaf: Uint8Array) => Promise<void>;
  /** A file as this browser runs it, by its path in the release; undefined where it gets none. */
  readFile: (path: string) => Promise<Uint8Array | undefined>;
}>;

export async function checkRelease(deps: CheckDeps): Promise<ReleaseCheck> {
  try {
    const lane = await readLane(deps);
    const newest = await readLogged(deps, lane, lane.leaves.length - 1);
    const file = await differingFile(deps, newest);
    const { version, atMs } = newest;
    if (file === undefined && lane.isShort) return { kind: "older", version };
    if (file === undefined) return { kind: "matches", version, releasedAtMs: atMs };
    const older = await findOlder(deps, lane);
    return older === undefined
      ? { kind: "differs", version, file }
      : { kind: "older", version: older, newest: version };
  } catch (error) {
    return { kind: "not-checked", problem: problemOf(error, "The app's files could not be checked. Try again later.") };
  }
}

type ReleaseLane = Readonly<{
  releases: readonly ListedRelease[];
  leaves: readonly Uint8Array[];
  /** This browser has seen a later release: the server, or whoever changed it, now leaves that out. */
  isShort: boolean;
}>;

/** The releases as the log has them: in a lane that is linear from its pinned first key on. */
async function readLane(deps: CheckDeps): Promise<ReleaseLane> {
  const { server, pinKey, newestLeaf, keepNewest } = deps;
  const { laneKey, releases } = await server.releases();
  if (!equalBytes(await pinKey(laneKey), laneKey)) throw otherLane();
  const leaves = await readLeaves(deps, releases);
  const last = leaves.at(-1);
  if (last === undefined) throw notLogged("the list is empty");
  const verdict = verifyLane("release", parseVerifyKey(laneKey), leaves);
  if (verdict.kind === "refused") throw notLogged(verdict.code);
  const known = await newestLeaf();
  const knownSlot = known === undefined ? -1 : slotOf(known);
  const same = leaves[knownSlot];
  if (known !== undefined && same !== undefined && !equalBytes(same, known)) throw notLogged("lane.fork");
  const isShort = knownSlot >= leaves.length;
  if (knownSlot < leaves.length - 1) await keepNewest(last);
  return { releases, leaves, isShort };
}

/** Of a leaf that this browser proved before. */
function slotOf(bytes: Uint8Array): number {
  const leaf = parseLaneLeaf(bytes);
  invariant(typeof leaf !== "string", "a browser keeps only leaves that it read");
  return leaf.slot;
}

async function readLogged({ server }: CheckDeps, { releases, leaves }: ReleaseLane, slot: number): Promise<Release> {
  const [listed, bytes] = [releases[slot], leaves[slot]];
  const leaf = bytes === undefined ? "lane.malformed" : parseLaneLeaf(bytes);
  if (listed === undefined || typeof leaf === "string") throw notLogged("it is not in the list");
  const manifest = await server.readRelease(listed.hash);
  if (!equalBytes(leaf.commitment, releaseCommitment(manifest))) throw notLogged("another release than the log's");
  return decodeRelease(manifest);
}

async function differingFile(deps: CheckDeps, release: Release): Promise<string | undefined> {
  const served = await Promise.all(release.files.map(({ path }) => fileAt(deps, path)));
  const [first] = checkFiles(
    release,
    served.filter((file) => file !== undefined),
  );
  return first?.path;
}

/** The version of the last few before the newest that these files are; undefined when they are none of them. */
async function findOlder(deps: CheckDeps, lane: ReleaseLane): Promise<string | undefined> {
  const newestSlot = lane.leaves.length - 1;
  for (let slot = newestSlot - 1; slot >= Math.max(0, newestSlot - OLDER_RELEASES); slot -= 1) {
    const release = await readLogged(deps, lane, slot);
    if ((await differingFile(deps, release)) === undefined) return release.version;
  }
  return undefined;
}

async function readLeaves(
  { server, view }: CheckDeps,
  releases: readonly ListedRelease[],
): Promise<readonly Uint8Array[]> {
  const size = view?.size ?? 0;
  if (view === undefined || releases.some(({ index }) => index >= size)) throw notWitnessed();
  const tiles = await openTiles(view, { read: (path) => server.findLogObject(path) });
  const leaves: Uint8Array[] = [];
  for (const { index } of releases) leaves.push(await tiles.leaf(index));
  return leaves;
}

async function fileAt({ readFile }: CheckDeps, path: string): Promise<ReleaseFile | undefined> {
  const content = await readFile(path);
  return content === undefined ? undefined : releaseFileOf(path, content);
}

function notLogged(detail: string): NightlatchError {
  return new NightlatchError("release.not_logged", `the release is not as the log has it: ${detail}`, {
    advice: "The server names a release of this app that the public log does not have. Tell whoever runs it.",
  });
}

function otherLane(): NightlatchError {
  return new NightlatchError("release.other_lane", "the release lane has another first key than before", {
    advice:
      "The server signs its releases with another key than this browser has seen before. Ask whoever runs it why, " +
      "and compare with your other devices.",
  });
}

function notWitnessed(): NightlatchError {
  return new NightlatchError("release.not_witnessed", "the log that this browser accepted does not reach so far", {
    advice: "This release is so new that your hub has not seen it in the public log yet. Try again in a minute.",
  });
}
