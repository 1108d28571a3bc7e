// SPDX-License-Identifier: AGPL-3.0-or-later
import { testHousehold, TEST_NOW_MS } from "@nightlatch/testkit";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { removeDevices } from "../keys/index.ts";
import { applyEntries } from "./apply-entries.ts";
import { applyEntry } from "./apply-entry.ts";
import type { LedgerState } from "./ledger-state.ts";

let history: readonly Uint8Array[];

beforeAll(async () => {
  const home = await testHousehold("many entries");
  const making = { actor: home.owner, random: home.random, nowMs: TEST_NOW_MS };
  const rotated = await removeDevices(making, { state: home.state, keyring: home.keyring, remove: [] });
  const removal = { state: rotated.state, keyring: rotated.keyring, remove: [home.member.id] };
  history = [...home.entries, rotated, await removeDevices(making, removal)].map(({ entry }) => entry);
});

/** What judging one entry after the other says. */
function oneByOne(entries: readonly Uint8Array[]) {
  const states: LedgerState[] = [];
  for (const [at, entry] of entries.entries()) {
    const verdict = applyEntry(states.at(-1), entry);
    if (verdict.kind === "refused") return { kind: "refused", code: verdict.code, at, states } as const;
    states.push(verdict.state);
  }
  return { kind: "applied", states } as const;
}

async function expectSameVerdict(entries: readonly Uint8Array[]): Promise<void> {
  const { entries: decoded, state, ...verdict } = await applyEntries(undefined, entries);
  const expected = oneByOne(entries);
  expect(verdict).toEqual(expected);
  expect(state).toEqual(expected.states.at(-1));
  expect(decoded).toHaveLength(expected.states.length);
}

describe("a history judged at once", () => {
  it("leads where it leads entry by entry, from the start and from the middle", async () => {
    await expectSameVerdict(history);
    const half = await applyEntries(undefined, history.slice(0, 3));
    const rest = await applyEntries(half.state, history.slice(3));
    expect(rest.state).toEqual(oneByOne(history).states.at(-1));
    expect(await applyEntries(half.state, [])).toMatchObject({ kind: "applied", state: half.state, states: [] });
  });

  it("is refused at the same entry, for the same reason, whatever byte is changed", async () => {
    const place = fc.nat({ max: history.length - 1 }).chain((at) =>
      fc.record({
        at: fc.constant(at),
        index: fc.nat({ max: (history[at]?.length ?? 1) - 1 }),
        bit: fc.nat({ max: 7 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(place, async ({ at, index, bit }) => {
        const changed = history.map((entry) => Uint8Array.from(entry));
        const entry = changed[at] ?? new Uint8Array();
        entry[index] = (entry[index] ?? 0) ^ (1 << bit);
        expect(oneByOne(changed)).toMatchObject({ kind: "refused", at });
        await expectSameVerdict(changed);
      }),
      { numRuns: 40 },
    );
  });

  it("names the first of two faults: a forged signature before an entry that breaks a rule, and behind it", async () => {
    const forged = history.map((entry) => Uint8Array.from(entry));
    const last = forged[3] ?? new Uint8Array();
    last[last.length - 1] = (last.at(-1) ?? 0) ^ 1;
    await expectSameVerdict(forged);
    const [create = last, paper = last, hub = last] = history;
    await expectSameVerdict([create, paper, hub, hub, last]);
    await expectSameVerdict([create, last, paper]);
    // The signature stands before the rules of the body, also in one and the same entry.
    const twice = Uint8Array.from(hub);
    twice[twice.length - 1] = (twice.at(-1) ?? 0) ^ 1;
    await expectSameVerdict([create, paper, twice]);
  });

  it("is refused in another order, with an entry left out, or one twice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...history.keys()], { minLength: 1 }), async (order) => {
        await expectSameVerdict(order.map((at) => history[at] ?? new Uint8Array()));
      }),
      { numRuns: 20 },
    );
  });
});
