// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Compares the files that this browser runs with the release that the public log names (protocol §13.5). Whoever
 * serves one visitor other files than everyone else is found out, as long as the files that compare are genuine: a page
 * that was replaced whole can say what it likes. docs/threat-model.md says what that means.
 */
import { equalBytes } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
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

export type CheckDeps = Readonly<{
  server: Pick<PublicServer, "findLogObject" | "releases" | "readRelease">;
  /** A checkpoint that this browser accepted: nothing beyond it is believed. */
  view: LogView | undefined;
  /** The release lane's first key as this browser saw it first; the one given is kept if there was none. */
  pinKey: (key: Uint8Array) => Promise<Uint8Array>;
  /** A file as this browser runs it, by its path in the release; undefined where it gets none. */
  readFile: (path: string) => Promise<Uint8Array | undefined>;
}>;

export async function checkRelease(deps: CheckDeps): Promise<ReleaseCheck> {
  try {
    const release = await findLoggedRelease(deps);
    const served = await Promise.all(release.files.map(({ path }) => fileAt(deps, path)));
    const [first] = checkFiles(
      release,
      served.filter((file) => file !== undefined),
    );
    if (first !== undefined) return { kind: "differs", version: release.version, file: first.path };
    return { kind: "matches", version: release.version, releasedAtMs: release.atMs };
  } catch (error) {
    return { kind: "not-checked", problem: problemOf(error, "The app's files could not be checked. Try again later.") };
  }
}

/** The newest release, proved to stand in the log, in a lane that is linear from its pinned first key on. */
async function findLoggedRelease(deps: CheckDeps): Promise<Release> {
  const { server, pinKey } = deps;
  const { laneKey, releases } = await server.releases();
  if (!equalBytes(await pinKey(laneKey), laneKey)) throw otherLane();
  const newest = releases.at(-1);
  if (newest === undefined) throw notLogged("the list is empty");
  const leaves = await readLeaves(deps, releases);
  const verdict = verifyLane("release", parseVerifyKey(laneKey), leaves);
  if (verdict.kind === "refused") throw notLogged(verdict.code);
  const manifest = await server.readRelease(newest.hash);
  const last = leaves.at(-1);
  const leaf = last === undefined ? "lane.malformed" : parseLaneLeaf(last);
  if (typeof leaf === "string" || !equalBytes(leaf.commitment, releaseCommitment(manifest))) {
    throw notLogged("another release than the log's newest");
  }
  return decodeRelease(manifest);
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
