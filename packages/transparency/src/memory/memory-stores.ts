// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The ports in memory, for tests in every runtime. Nothing that signs with a key that others trust may use these:
 * what a restart forgets, a log or a witness contradicts.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { LogStore } from "../log/log-store.ts";
import { EMPTY_TREE, equalHeads, type TreeHead } from "../merkle/tree-head.ts";
import { CHECKPOINT_PATH } from "../tiles/tile-path.ts";
import type { WitnessedHead, WitnessStore } from "../witness/witness-store.ts";

export type MemoryLogStore = LogStore & Readonly<{ objects: Map<string, Uint8Array> }>;

const OBJECT_PATH = /^(tile|staging)\//;

/** `objects` is there for tests that damage them. */
export function createMemoryLogStore(): MemoryLogStore {
  const objects = new Map<string, Uint8Array>();
  let head: TreeHead = EMPTY_TREE;
  let published = { size: -1, bytes: new Uint8Array() as Uint8Array };
  return {
    objects,
    read: (path) => {
      if (path === CHECKPOINT_PATH) return Promise.resolve(published.size < 0 ? undefined : published.bytes);
      return Promise.resolve(OBJECT_PATH.test(path) ? objects.get(path) : undefined);
    },
    put: (added) => {
      const different = added.filter(({ path, bytes }) => {
        const known = objects.get(path);
        if (known === undefined) objects.set(path, Uint8Array.from(bytes));
        return known !== undefined && !equalBytes(known, bytes);
      });
      return Promise.resolve(different.map(({ path }) => path));
    },
    remove: (prefix) => {
      for (const path of objects.keys()) if (path.startsWith(prefix)) objects.delete(path);
      return Promise.resolve();
    },
    readHead: () => Promise.resolve(head),
    swapHead: (from, to) => {
      const isSwapped = equalHeads(head, from);
      if (isSwapped) head = to;
      return Promise.resolve(isSwapped);
    },
    publish: (size, bytes) => {
      if (size >= published.size) published = { size, bytes };
      return Promise.resolve();
    },
  };
}

export function createMemoryWitnessStore(): WitnessStore {
  const heads = new Map<string, WitnessedHead>();
  return {
    readHead: (origin) => Promise.resolve(heads.get(origin)),
    swapHead: (origin, from, to) => {
      const isSwapped = equalWitnessed(heads.get(origin), from);
      if (isSwapped) heads.set(origin, to);
      return Promise.resolve(isSwapped);
    },
  };
}

function equalWitnessed(a: WitnessedHead | undefined, b: WitnessedHead | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return equalHeads(a, b) && a.timeSeconds === b.timeSeconds;
}
