// SPDX-License-Identifier: AGPL-3.0-or-later
import { createMemoryLaneIndex } from "../monitor/lane-index.ts";
import { laneIndexContract } from "../contract-tests/lane-index.contract.ts";
import { logStoreContract } from "../contract-tests/log-store.contract.ts";
import { createMemoryLogStore, createMemoryWitnessStore } from "./memory-stores.ts";
import { witnessStoreContract } from "../contract-tests/witness-store.contract.ts";

const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() };

logStoreContract("memory", () => {
  const store = createMemoryLogStore();
  return Promise.resolve({ store, reopen: () => Promise.resolve(store), ...nothing });
});

witnessStoreContract("memory", () => {
  const store = createMemoryWitnessStore();
  return Promise.resolve({ store, reopen: () => Promise.resolve(store), ...nothing });
});

laneIndexContract("memory", () => Promise.resolve({ index: createMemoryLaneIndex(), reopen: undefined, ...nothing }));
