// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Who this witness is: a name and a seed in one file, made at the first start, before anything is remembered. A
 * memory without its key, or a key whose memory is gone, is no witness any more: it must begin under a new name.
 */
import { decodeHex, decodeUtf8, encodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { mlDsaKeyFromSeed } from "@nightlatch/crypto/ml-dsa";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import type { RandomSource } from "@nightlatch/crypto/random";
import { createEd25519Cosigner, createMlDsaCosigner, type Cosigner } from "@nightlatch/transparency/signing";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { AuditorError } from "../errors.ts";
import { findFile, makePrivateFolder, writeDurably } from "../state/durable-text.ts";

const FILE = "witness.key";
/** Name, Ed25519 seed, ML-DSA seed: one line each. */
const FORM = /^([^\s+]{1,255})\n([0-9a-f]{64})\n([0-9a-f]{64})\n$/u;

export type WitnessIdentity = Readonly<{ cosigners: readonly Cosigner[]; memoryFolder: string }>;

/** @throws auditor.key_missing | auditor.bad_option */
export async function openIdentity(
  dataDir: string,
  name: string | undefined,
  hasMlDsa: boolean,
  random: RandomSource,
): Promise<WitnessIdentity> {
  await makePrivateFolder(dataDir);
  const memoryFolder = join(dataDir, "memory");
  const bytes = (await findFile(dataDir, FILE)) ?? (await create(dataDir, name, memoryFolder, random));
  const [, own, ed25519, mlDsa] = FORM.exec(decodeUtf8(bytes)) ?? [];
  if (own === undefined || ed25519 === undefined || mlDsa === undefined) throw damaged();
  if (name !== undefined && name !== own) {
    throw new AuditorError("auditor.bad_option", `this witness is called ${own}`, {
      advice: "A name is for ever. Leave --name out, or begin another witness in another folder.",
    });
  }
  // Two keys, two voices of one witness: a policy joins them by "any" (protocol §13.4).
  const first = createEd25519Cosigner(own, noteKeyFromSeed(decodeHex(ed25519)));
  const cosigners = hasMlDsa ? [first, createMlDsaCosigner(own, mlDsaKeyFromSeed(decodeHex(mlDsa)))] : [first];
  return { cosigners, memoryFolder };
}

async function create(
  dataDir: string,
  name: string | undefined,
  memoryFolder: string,
  random: RandomSource,
): Promise<Uint8Array> {
  if (await isThere(memoryFolder)) throw damaged();
  const own = name ?? `witness.local/${encodeHex(random(4))}`;
  const bytes = encodeUtf8(`${own}\n${encodeHex(random(32))}\n${encodeHex(random(32))}\n`);
  await writeDurably(join(dataDir, FILE), bytes, 0o600);
  return bytes;
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

function damaged(): AuditorError {
  return new AuditorError("auditor.key_missing", "the witness's key is missing or damaged", {
    advice: "Bring back witness.key. If it is lost, begin a new witness in an empty folder, under another name.",
  });
}
