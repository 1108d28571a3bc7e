// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Fuzzes one target for a while. Inputs that make it behave in a way not seen before are kept and changed
 * further, so that a seed leads deeper into a decoder than its own changes would. The same seed repeats the same
 * inputs.
 */
import { execute, type Outcome } from "./execute.ts";
import { FuzzRandom, seedFor } from "./fuzz-random.ts";
import { mutate } from "./mutate/mutator.ts";
import type { SharedInput } from "./shared-input.ts";
import type { FuzzTarget } from "./target.ts";

export type Finding = Readonly<{ target: string; seed: number; execution: number; what: string; input: Uint8Array }>;
export type SessionReport = Readonly<{
  target: string;
  executions: number;
  accepted: number;
  /** Different outcomes seen: words of acceptance, and sentences of refusal. */
  behaviours: number;
  durationMs: number;
  findings: readonly Finding[];
}>;
export type SessionPlan = Readonly<{
  name: string;
  target: FuzzTarget;
  seed: number;
  durationMs: number;
  shared: SharedInput;
}>;

const MAX_BEHAVIOURS = 2_000;
/** A decoder that fails everywhere need not fill the disk. */
const MAX_FINDINGS = 8;

export async function fuzz(plan: SessionPlan): Promise<SessionReport> {
  const { name, target, seed, durationMs, shared } = plan;
  const random = new FuzzRandom(seedFor(seed, name));
  const corpus = [...target.seeds];
  const behaviours = new Set<string>();
  const findings = new Map<string, Finding>();
  let [executions, accepted] = [0, 0];
  const start = performance.now();

  const take = async (input: Uint8Array): Promise<Outcome> => {
    executions += 1;
    shared.begin(input);
    const outcome = await execute(target, input);
    if (outcome.kind === "finding") {
      const kind = outcome.what.replace(/\d+/g, "0");
      if (!findings.has(kind))
        findings.set(kind, { target: name, seed, execution: executions, what: outcome.what, input: shared.copy() });
    } else {
      if (outcome.kind === "accepted") accepted += 1;
      if (behaviours.size < MAX_BEHAVIOURS && !behaviours.has(outcome.behaviour)) {
        behaviours.add(outcome.behaviour);
        corpus.push(Uint8Array.from(input));
      }
    }
    return outcome;
  };

  for (const valid of target.seeds) {
    const outcome = await take(valid);
    if (outcome.kind === "refused") throw new Error(`${name}: a valid input was refused: ${outcome.behaviour}`);
  }
  while (performance.now() - start < durationMs && findings.size < MAX_FINDINGS) {
    const [input, other] = [chooseFrom(random, corpus), chooseFrom(random, corpus)];
    await take(mutate(random, target, input, other));
  }
  return {
    target: name,
    executions,
    accepted,
    behaviours: behaviours.size,
    durationMs: performance.now() - start,
    findings: [...findings.values()],
  };
}

/** The newest ones half of the time: they are the deepest. */
function chooseFrom(random: FuzzRandom, corpus: readonly Uint8Array[]): Uint8Array {
  const from = random.oneIn(2) ? Math.max(0, corpus.length - 32) : 0;
  return corpus[from + random.below(corpus.length - from)] ?? new Uint8Array(0);
}
