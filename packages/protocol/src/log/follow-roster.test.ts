// SPDX-License-Identifier: AGPL-3.0-or-later
import { TEST_FOUNDED_MS, TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import { staffFromSeed } from "../grant/index.ts";
import { AHEAD_MS } from "./entry-gate.ts";
import { followRoster, type KeptRoster } from "./follow-roster.ts";

/** A device that found the whole roster logged at TEST_NOW_MS. */
async function followed(seed: string): Promise<Readonly<{ operator: TestOperator; kept: KeptRoster }>> {
  const operator = await TestOperator.create(seed);
  const first = followRoster(undefined, operator.entries);
  if (first.kind === "stopped") throw new Error(first.code);
  return { operator, kept: { state: first.state, seenMs: TEST_NOW_MS } };
}

const stopped = (code: string, at = 0) => ({ kind: "stopped", code, at });

describe("a household's device that follows the operator's roster", () => {
  it("knows it whole at first sight, and later needs what is new alone", async () => {
    const { operator, kept } = await followed("new entries");
    const suspension = await operator.take({ type: "suspend", staff: operator.support.id }, TEST_NOW_MS);
    const step = followRoster(kept, [suspension]);
    expect(step).toMatchObject({ kind: "followed", state: { head: operator.state.head, seq: 3 } });
    expect(followRoster(kept, [])).toEqual({ kind: "followed", state: kept.state, entries: [] });
  });

  it("stops at another operator, and at another history of its own", async () => {
    const { operator, kept } = await followed("forked");
    const other = await TestOperator.create("another operator");
    const foreign = await other.sign({ type: "suspend", staff: other.support.id }, TEST_NOW_MS);
    expect(followRoster(kept, [foreign])).toEqual(stopped("roster.wrong_operator"));
    expect(followRoster(kept, operator.entries)).toEqual(stopped("roster.wrong_sequence"));

    const suspend = { type: "suspend", staff: operator.support.id } as const;
    const branch = await operator.sign(suspend, TEST_NOW_MS);
    await operator.take(suspend, TEST_NOW_MS + 1);
    const later = await operator.sign({ type: "restore", staff: operator.support.id }, TEST_NOW_MS + 2);
    expect(followRoster(kept, [branch, later])).toEqual(stopped("roster.fork", 1));
  });

  it("stops where nothing is shown at first sight", () => {
    expect(followRoster(undefined, [])).toEqual(stopped("roster.wrong_sequence"));
  });

  it("stops at what two officers dated back, so that a new key would not have to wait", async () => {
    const { operator, kept } = await followed("backdated");
    const staff = operator.staffOf(await staffFromSeed(operator.random(32)), "support", "Nora");
    const entry = await operator.sign({ type: "enrol", staff }, TEST_FOUNDED_MS + 1);
    expect(followRoster(kept, [entry])).toEqual(stopped("roster.backdated"));
    const slow = await operator.sign({ type: "enrol", staff }, TEST_NOW_MS - AHEAD_MS);
    expect(followRoster(kept, [slow])).toMatchObject({ kind: "followed" });
  });
});
