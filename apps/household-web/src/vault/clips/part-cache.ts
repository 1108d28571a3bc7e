// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The last sealed parts that were fetched: seeking and scrubbing ask for the same ones again and again. */

const MAX_BYTES = 48 * 1024 * 1024;

export class PartCache {
  /** In order of use, oldest first. */
  readonly #parts = new Map<string, Promise<Uint8Array>>();
  readonly #sizes = new Map<string, number>();
  #totalBytes = 0;

  /** Two readers of one part share one fetch. A failed fetch is not kept. */
  read(key: string, fetchPart: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.#parts.get(key);
    if (known !== undefined) {
      this.#parts.delete(key);
      this.#parts.set(key, known);
      return known;
    }
    const coming = fetchPart();
    this.#parts.set(key, coming);
    coming.then(
      (bytes) => this.#settle(key, bytes.length),
      () => this.#parts.delete(key),
    );
    return coming;
  }

  #settle(key: string, sizeBytes: number): void {
    this.#sizes.set(key, sizeBytes);
    this.#totalBytes += sizeBytes;
    for (const oldest of this.#parts.keys()) {
      if (this.#totalBytes <= MAX_BYTES) return;
      const size = this.#sizes.get(oldest);
      if (size === undefined || oldest === key) continue;
      this.#totalBytes -= size;
      this.#sizes.delete(oldest);
      this.#parts.delete(oldest);
    }
  }
}
