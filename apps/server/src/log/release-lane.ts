// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The release lane (protocol §13.5): what files this server serves as the web app stands in the public log, so
 * that it cannot give one visitor others than everyone else unseen. A release is logged when the files are others than
 * those of the newest one.
 */
import { decodeBase64url, encodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import { signerFromSeed, type Signer, type VerifyKey } from "@nightlatch/crypto/signature";
import { NightlatchError } from "@nightlatch/errors";
import {
  decodeRelease,
  encodeRelease,
  logLaneOf,
  releaseCommitment,
  releaseFileOf,
  signLaneLeaf,
  decodeLaneLeaf,
  type LogLane,
  type ReleaseFile,
} from "@nightlatch/protocol/wire";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Clock } from "../ports/clock.ts";
import type { ReleaseStore, StoredRelease } from "../ports/release-store.ts";
import { readSecretFile, writeSecretFile } from "./secret-file.ts";

const SEED_BYTES = 32;

export type ReleaseLane = Readonly<{ laneKey: VerifyKey; lane: LogLane }>;
export type ReleaseParts = Readonly<{
  webRoot: string;
  version: string;
  keyPath: string;
  store: ReleaseStore;
  random: RandomSource;
  clock: Clock;
}>;

/** Queues a leaf for what `webRoot` holds, unless the newest release is that. @throws config.log_contradicts */
export async function queueRelease(parts: ReleaseParts): Promise<ReleaseLane> {
  const { webRoot, version, store, clock } = parts;
  const releases = await store.readReleases();
  const [first, last] = [releases[0], releases.at(-1)];
  const signer = await readOrCreateSigner(parts, first !== undefined);
  const laneKey = first === undefined ? signer.publicKey : decodeLaneLeaf(first.leaf).key;
  const files = await readFiles(webRoot);
  if (last === undefined || !holds(last, files)) {
    const atMs = clock.nowMs();
    const release = encodeRelease({ version, atMs, files });
    const hash = releaseCommitment(release);
    const previous = last === undefined ? {} : { previous: last.leaf };
    const leaf = await signLaneLeaf(signer, { kind: "release", ...previous, commitment: hash, next: signer.publicKey });
    await store.addRelease({ slot: (last?.slot ?? -1) + 1, leaf, hash, release, version, atMs });
  }
  return { laneKey, lane: logLaneOf("release", laneKey) };
}

async function readOrCreateSigner({ keyPath, random }: ReleaseParts, isUsed: boolean): Promise<Signer> {
  const stored = await readSecretFile(keyPath);
  if (stored !== undefined) return signerOf(stored);
  if (isUsed) throw lostKey("there are releases, and their key is missing");
  const seed = random(SEED_BYTES);
  await writeSecretFile(keyPath, `${encodeBase64url(seed)}\n`);
  return signerFromSeed(seed);
}

function signerOf(text: string): Signer {
  try {
    return signerFromSeed(decodeBase64url(text.trimEnd()));
  } catch (cause) {
    throw lostKey("the file release.key is damaged", cause);
  }
}

/** Every file under the folder, whatever its name: all of them can be asked for. */
async function readFiles(webRoot: string): Promise<readonly ReleaseFile[]> {
  const entries = await readdir(webRoot, { recursive: true, withFileTypes: true });
  const files: ReleaseFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { buffer, byteOffset, length } = await readFile(path);
    files.push(releaseFileOf(relative(webRoot, path).split(sep).join("/"), new Uint8Array(buffer, byteOffset, length)));
  }
  return files;
}

function holds({ release }: StoredRelease, files: readonly ReleaseFile[]): boolean {
  const known = new Map(decodeRelease(release).files.map((file) => [file.path, file]));
  return (
    known.size === files.length &&
    files.every(({ path, hash }) => {
      const other = known.get(path);
      return other !== undefined && equalBytes(other.hash, hash);
    })
  );
}

function lostKey(message: string, cause?: unknown): NightlatchError<"config.log_contradicts"> {
  return new NightlatchError("config.log_contradicts", message, {
    cause,
    advice: "Bring release.key back from the backup. Devices have pinned it; see docs/operations/log.md.",
  });
}
