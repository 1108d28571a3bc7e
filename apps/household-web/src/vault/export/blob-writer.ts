// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Collects a file of any length as a Blob: browsers move big ones to disk, an array would not fit. Takes
 * writes in order, and later corrections of the first chunk (an MP4's box sizes) only.
 */
import { invariant } from "@nightlatch/errors";

export type Write = Readonly<{ data: Uint8Array<ArrayBuffer>; position: number }>;

export class BlobWriter {
  /** Stays in memory to be corrected. */
  #first: Uint8Array<ArrayBuffer> | undefined;
  #later: Blob[] = [];
  #sizeBytes = 0;

  get stream(): WritableStream<Write & Readonly<{ type: "write" }>> {
    return new WritableStream({ write: (chunk) => this.write(chunk) });
  }

  write({ data, position }: Write): void {
    if (position < this.#sizeBytes) {
      invariant(this.#first !== undefined, "something was written");
      invariant(position + data.length <= this.#first.length, "only the beginning is corrected");
      this.#first.set(data, position);
      return;
    }
    invariant(position === this.#sizeBytes, "a file has no holes");
    // The writer may use its buffer again.
    if (this.#first === undefined) this.#first = Uint8Array.from(data);
    else this.#later.push(new Blob([data]));
    this.#sizeBytes += data.length;
  }

  finish(type: string): Blob {
    return new Blob([this.#first ?? new Uint8Array(), ...this.#later], { type });
  }
}
