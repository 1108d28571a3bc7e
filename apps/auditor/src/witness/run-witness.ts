// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch witness`: prints its keys, listens, and runs until it is told to stop. */
import { systemRandom } from "@nightlatch/crypto/random";
import { createWitness } from "@nightlatch/transparency/witness";
import { openWitnessFolder } from "@nightlatch/transparency/witness-folder";
import { once } from "node:events";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { listen } from "./witness-door.ts";
import { openIdentity } from "./witness-identity.ts";
import { readWitnessOptions } from "./witness-options.ts";

export async function runWitness(words: readonly string[]): Promise<ExitCode> {
  const { logs, host, port, dataDir, name, hasMlDsa } = await readWitnessOptions(words);
  const { cosigners, memoryFolder } = await openIdentity(dataDir, name, hasMlDsa, systemRandom);
  const store = await openWitnessFolder(memoryFolder);
  const witness = createWitness({ logs, cosigners, store, nowMs: () => Date.now() });
  const stop = new AbortController();
  const stopped = once(stop.signal, "abort");
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  await using door = await listen({ witness, host, port });
  // For a policy, and for whoever starts this: one line.
  const told = {
    listening: door.url,
    logs: logs.map(({ origin }) => origin),
    vkeys: cosigners.map(({ vkey }) => vkey),
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
  await stopped;
  return EXIT.clean;
}
