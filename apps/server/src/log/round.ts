// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One checkpoint that witnesses are asked to cosign. Everyone in a round signs the same text: cosignatures of
 * different sizes do not add up to a quorum.
 */
import type { Hash } from "@nightlatch/crypto/keys";
import {
  openCheckpoint,
  openTiles,
  withSignatures,
  type TileSource,
  type TreeHead,
  type VerifiedTiles,
  type VerifierKey,
} from "@nightlatch/transparency/verify";

export class Round {
  readonly head: TreeHead;
  readonly logKeys: readonly VerifierKey[];
  readonly #source: TileSource;
  #note: Uint8Array;
  #tiles: Promise<VerifiedTiles> | undefined;
  readonly #consistency = new Map<number, Promise<readonly Hash[]>>();

  /** `note` is of this server's own log. */
  constructor(note: Uint8Array, logKeys: readonly VerifierKey[], source: TileSource) {
    const { checkpoint } = openCheckpoint(note, logKeys);
    this.head = { size: checkpoint.size, root: checkpoint.root };
    this.logKeys = logKeys;
    this.#note = note;
    this.#source = source;
  }

  /** With all cosignatures of the log's configured witnesses that came so far; no household's hub is among them. */
  get note(): Uint8Array {
    return this.#note;
  }

  addLines(lines: Uint8Array): void {
    this.#note = withSignatures(this.#note, lines);
  }

  /** All hubs that saw the last round need the same proof. */
  consistencyFrom(size: number): Promise<readonly Hash[]> {
    if (size === 0 || size >= this.head.size) return Promise.resolve([]);
    const known = this.#consistency.get(size) ?? this.#build((tiles) => tiles.consistencyProof(size));
    this.#consistency.set(size, known);
    return known;
  }

  inclusionOf(index: number): Promise<readonly Hash[]> {
    return this.#build((tiles) => tiles.inclusionProof(index));
  }

  async #build(prove: (tiles: VerifiedTiles) => Promise<readonly Hash[]>): Promise<readonly Hash[]> {
    this.#tiles ??= openTiles(this.head, this.#source);
    return prove(await this.#tiles);
  }
}
