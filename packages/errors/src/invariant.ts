// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Checks that fail only through a bug of ours. Never for input. */

/** Throws when our own reasoning is wrong. @throws Error "invariant: …" */
export function invariant(condition: boolean, because: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${because}`);
}

/** Makes the compiler prove that a union is handled in full. */
export function assertNever(value: never): never {
  throw new Error(`invariant: unhandled case ${JSON.stringify(value)}`);
}
