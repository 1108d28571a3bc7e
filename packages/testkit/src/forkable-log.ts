// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A public log that signs whatever it is asked to: it can be cut, copied and led another way, as an insider with
 * the log's key would. Proofs are computed the slow way of RFC 6962.
 */
import { encodeUtf8 } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import { sha256 } from "@nightlatch/crypto/hash";
import type { Hash } from "@nightlatch/crypto/keys";
import { inclusionProof, merkleLeafHash, merkleRoot } from "@nightlatch/crypto/merkle";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { createLogSigner, type Cosigner, type LogSigner } from "@nightlatch/transparency/signing";
import { formatCheckpoint, formatNote } from "@nightlatch/transparency/verify";

export type Cosigning = Readonly<{ by: Cosigner; atMs: number }>;

export class ForkableLog {
  readonly signer: LogSigner;
  readonly #leaves: Uint8Array[];

  constructor(origin = "log.example/forkable", leaves: readonly Uint8Array[] = []) {
    this.signer = createLogSigner(origin, noteKeyFromSeed(sha256(encodeUtf8(`forkable log ${origin}`))));
    this.#leaves = [...leaves];
  }

  /** A policy that believes this log, with further lines; without any, the log's own word is enough. */
  policy(lines = "quorum none\n"): string {
    return `log ${this.signer.vkey}\n${lines}`;
  }

  get size(): number {
    return this.#leaves.length;
  }

  append(leaf: Uint8Array): number {
    this.#leaves.push(leaf);
    return this.#leaves.length - 1;
  }

  leafAt(index: number): Uint8Array {
    const leaf = this.#leaves[index];
    invariant(leaf !== undefined, "the log has that leaf");
    return leaf;
  }

  /** Another log under the same key, with the first `size` leaves of this one. */
  forkAt(size: number): ForkableLog {
    return new ForkableLog(this.signer.key.name, this.#leaves.slice(0, size));
  }

  async checkpoint(cosignings: readonly Cosigning[] = [], size = this.size): Promise<Uint8Array> {
    const head = { origin: this.signer.key.name, size, root: merkleRoot(this.#hashes(size)), extensions: [] };
    const cosigned = cosignings.map(({ by, atMs }) => by.cosign(head, Math.floor(atMs / 1000)));
    const signatures = await Promise.all([this.signer.sign(head), ...cosigned]);
    return formatNote({ text: formatCheckpoint(head), signatures });
  }

  inclusion(index: number, size = this.size): readonly Hash[] {
    return inclusionProof(this.#hashes(size), index);
  }

  /** RFC 6962 §2.1.2. Of a smaller tree there is no proof. */
  consistency(oldSize: number, size = this.size): readonly Hash[] {
    return oldSize === 0 || oldSize >= size ? [] : subproof(oldSize, this.#hashes(size), true);
  }

  #hashes(size: number): readonly Hash[] {
    return this.#leaves.slice(0, size).map((leaf) => merkleLeafHash(leaf));
  }
}

function subproof(oldSize: number, hashes: readonly Hash[], isWhole: boolean): readonly Hash[] {
  if (oldSize === hashes.length) return isWhole ? [] : [merkleRoot(hashes)];
  const split = 2 ** Math.floor(Math.log2(hashes.length - 1));
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)];
  return oldSize <= split
    ? [...subproof(oldSize, left, isWhole), merkleRoot(right)]
    : [...subproof(oldSize - split, right, false), merkleRoot(left)];
}
