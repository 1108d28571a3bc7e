// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Hash } from "@nightlatch/crypto/keys";
import { NightlatchError } from "@nightlatch/errors";
import { LoggedHousehold, TEST_NOW_MS } from "@nightlatch/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { followLog, type Followed, type Stopped } from "./follow-log.ts";
import type { LogAnswer } from "./log-answer.ts";

type Bend = (answer: LogAnswer, at: number) => LogAnswer;

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const index = at % bytes.length;
  changed[index] = (changed[index] ?? 0) ^ (1 << (at % 8));
  return changed;
}

function flipOne(hashes: readonly Hash[], at: number): readonly Hash[] {
  return hashes.map((hash, i) => (i === at % hashes.length ? (flip(hash, at) as Hash) : hash));
}

const ofLeaf =
  (bend: (leaf: NonNullable<LogAnswer["leaf"]>, at: number) => Partial<NonNullable<LogAnswer["leaf"]>>): Bend =>
  (answer, at) =>
    answer.leaf === undefined ? answer : { ...answer, leaf: { ...answer.leaf, ...bend(answer.leaf, at) } };

const BENDS: Readonly<Record<string, Bend>> = {
  checkpoint: (answer, at) => ({ ...answer, checkpoint: flip(answer.checkpoint, at) }),
  consistency: (answer, at) => ({ ...answer, consistency: flipOne(answer.consistency, at) }),
  "a shorter proof": (answer) => ({ ...answer, consistency: answer.consistency.slice(1) }),
  leaf: ofLeaf(({ leaf }, at) => ({ leaf: flip(leaf, at) })),
  salt: ofLeaf(({ salt }, at) => ({ salt: flip(salt, at) })),
  inclusion: ofLeaf(({ inclusion }, at) => ({ inclusion: flipOne(inclusion, at) })),
  seq: ofLeaf(({ seq }, at) => ({ seq: seq === 0 ? 1 + (at % 9) : at % seq })),
  index: ofLeaf(({ index }, at) => ({ index: index + 1 + (at % 9) })),
};

describe("an answer with a byte changed", () => {
  it("is refused, or makes a device believe nothing that it did not", async () => {
    const home = await LoggedHousehold.create("flipped");
    const first = followLog(undefined, await home.answer(), home.ledger(), TEST_NOW_MS);
    if (first.kind === "stopped") throw new Error(first.code);
    await home.remove(await home.addMember());
    const answer = await home.answer(2);
    const honest = followLog(first.view, answer, home.ledger(), TEST_NOW_MS);
    expect(honest).toMatchObject({ isFresh: true, view: { provedSeq: 3 } });

    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(BENDS)), fc.nat(4096), (what, at) => {
        const bent = BENDS[what]?.(answer, at) ?? answer;
        const step = attempt(() => followLog(first.view, bent, home.ledger(), TEST_NOW_MS));
        if (step === "thrown" || step.kind === "stopped") return;
        if (step.isFresh) expect(step.view).toEqual(honest.kind === "followed" ? honest.view : undefined);
        else expect(step.view.provedSeq).toBe(first.view.provedSeq);
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });
});

function attempt(follow: () => Followed | Stopped): Followed | Stopped | "thrown" {
  try {
    return follow();
  } catch (error) {
    if (error instanceof NightlatchError) return "thrown";
    throw error;
  }
}
