// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The input that is being decoded, where the watching thread can read it even when this one hangs. */

const HEADER_BYTES = 8;
const EXECUTIONS = 0;
const LENGTH = 1;

/** Written by the fuzzing thread alone. `memory` is what both threads hold. */
export class SharedInput {
  readonly memory: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(memory: SharedArrayBuffer | number) {
    this.memory = typeof memory === "number" ? new SharedArrayBuffer(HEADER_BYTES + memory) : memory;
    this.#header = new Int32Array(this.memory, 0, 2);
    this.#bytes = new Uint8Array(this.memory, HEADER_BYTES);
  }

  get executions(): number {
    return Atomics.load(this.#header, EXECUTIONS);
  }

  begin(input: Uint8Array): void {
    this.#bytes.set(input);
    Atomics.store(this.#header, LENGTH, input.length);
    Atomics.add(this.#header, EXECUTIONS, 1);
  }

  copy(): Uint8Array {
    return this.#bytes.slice(0, Atomics.load(this.#header, LENGTH));
  }
}
