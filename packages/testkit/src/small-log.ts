// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A log in memory with a few leaves, its key, and witnesses: what most tests begin with. */
import { encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { mlDsaKeyFromSeed } from "@nightlatch/crypto/ml-dsa";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { openSequencer, type Sequencer } from "@nightlatch/transparency/log";
import { createMemoryLogStore, type MemoryLogStore } from "@nightlatch/transparency/memory-stores";
import {
  createEd25519Cosigner,
  createLogSigner,
  createMlDsaCosigner,
  type Cosigner,
  type LogSigner,
} from "@nightlatch/transparency/signing";

export const SMALL_LOG_ORIGIN = "log.example/small";

const LEAVES_AT_ONCE = 8192;

export type SmallLog = Readonly<{
  store: MemoryLogStore;
  signer: LogSigner;
  sequencer: Sequencer;
  leaves: readonly Uint8Array[];
}>;

/** `fork` makes leaves and trees of other content under the same key. */
export async function openSmallLog(size: number, fork = ""): Promise<SmallLog> {
  const store = createMemoryLogStore();
  const signer = smallLogSigner();
  const sequencer = await openSequencer({ store, origin: SMALL_LOG_ORIGIN, signers: [signer] });
  const leaves = Array.from({ length: size }, (_, i) => smallLogLeaf(i, fork));
  for (let at = 0; at < size; at += LEAVES_AT_ONCE) {
    await Promise.all(leaves.slice(at, at + LEAVES_AT_ONCE).map((leaf) => sequencer.append(leaf)));
  }
  return { store, signer, sequencer, leaves };
}

export function smallLogLeaf(index: number, fork = ""): Uint8Array {
  return encodeUtf8(`leaf ${String(index)}${fork}`);
}

export function smallLogSigner(origin = SMALL_LOG_ORIGIN): LogSigner {
  return createLogSigner(origin, noteKeyFromSeed(seedOf(origin)));
}

export function smallLogCosigner(name: string): Cosigner {
  return createEd25519Cosigner(name, noteKeyFromSeed(seedOf(name)));
}

export function smallLogMlDsaCosigner(name: string): Cosigner {
  return createMlDsaCosigner(name, mlDsaKeyFromSeed(seedOf(name)));
}

function seedOf(name: string): Uint8Array {
  return sha256(encodeUtf8(`a key for tests alone: ${name}`));
}
