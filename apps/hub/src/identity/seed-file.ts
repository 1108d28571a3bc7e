// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The hub's 32-byte device seed at rest: a file that only its owner may read, sealed under a passphrase if one
 * is given. Trust: whoever reads it can record in this hub's name, and opens no clip.
 */
import { link, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { sealSeed, openSeed } from "@nightlatch/crypto/password";
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import { hasCode } from "@nightlatch/errors";
import { HubError } from "../errors.ts";
import { syncFolder } from "../store/sync-folder.ts";

const OTHERS_MAY_READ = 0o077;

/**
 * The seed in `path`; a new one at the first start.
 * @throws hub.bad_seed_file | hub.passphrase_needed | hub.wrong_passphrase
 */
export async function readOrCreateSeed(
  path: string,
  passphrase: string | undefined,
  random: RandomSource,
): Promise<Uint8Array> {
  const stored = await readIfThere(path);
  if (stored !== undefined) {
    const known = await openStored(stored, passphrase);
    // A passphrase that came later: what lay open until now is sealed in its place.
    if (passphrase !== undefined && stored.length === SEED_BYTES) {
      await replaceDurably(path, await sealSeed(passphrase, known, random));
    }
    return known;
  }
  const seed = random(SEED_BYTES);
  await writeDurably(path, passphrase === undefined ? seed : await sealSeed(passphrase, seed, random));
  return seed;
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    const { mode } = await stat(path);
    // Windows keeps no such bits: there the folder's own rights protect the file.
    if (process.platform !== "win32" && (mode & OTHERS_MAY_READ) !== 0) {
      throw new HubError("hub.bad_seed_file", "other users of this machine may read the hub's keys", {
        advice: "Run: chmod 600 on the file device.seed in the hub's data folder.",
      });
    }
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function openStored(stored: Uint8Array, passphrase: string | undefined): Promise<Uint8Array> {
  if (stored.length === SEED_BYTES) return stored;
  if (passphrase === undefined) {
    throw new HubError("hub.passphrase_needed", "the hub's keys are sealed under a passphrase", {
      advice: "Put the passphrase in a file and start the hub with --passphrase-file FILE.",
    });
  }
  try {
    return await openSeed(passphrase, stored);
  } catch (cause) {
    if (!hasCode(cause, "crypto.open_failed")) throw cause;
    throw new HubError("hub.wrong_passphrase", "the passphrase does not open the hub's keys", {
      cause,
      advice: "Check the passphrase file. Without the passphrase, remove device.seed and pair the hub anew.",
    });
  }
}

/** Never half a file, and never over another: a lost seed would be a lost hub. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const draft = await writeDraft(path, bytes);
  await link(draft, path);
  await rm(draft);
  await syncFolder(dirname(path));
}

/** Either the old bytes or the new ones, whatever happens in between. */
async function replaceDurably(path: string, bytes: Uint8Array): Promise<void> {
  await rename(await writeDraft(path, bytes), path);
  await syncFolder(dirname(path));
}

async function writeDraft(path: string, bytes: Uint8Array): Promise<string> {
  const draft = `${path}.draft`;
  await rm(draft, { force: true });
  await using file = await open(draft, "wx", 0o600);
  await file.writeFile(bytes);
  await file.sync();
  return draft;
}
