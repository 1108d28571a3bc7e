// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the hub is handed from outside: everything that a test may want to be someone else. */
import type { RandomSource } from "@nightlatch/crypto/random";
import type { HubLog } from "./observability/logger.ts";
import type { Clock } from "./ports/clock.ts";
import type { SpoolWitness } from "./spool/clip-steps.ts";

/** Lines for whoever started the hub. */
export type HubNews =
  | Readonly<{ kind: "pairing"; secret: string }> // show this at home; an owner's browser takes it
  | Readonly<{ kind: "ready" }> // in a household, recording
  | Readonly<{ kind: "removed" }>; // put out by the household; nothing is recorded any more

export type HubParts = Readonly<{
  clock: Clock;
  random: RandomSource;
  log: HubLog;
  onNews: (news: HubNews) => void;
  witness: SpoolWitness;
  /** Bytes that may still be written to the spool's disk; the real disk's when absent. */
  freeBytes?: () => Promise<number>;
}>;
