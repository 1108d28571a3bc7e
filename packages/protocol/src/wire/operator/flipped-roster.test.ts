// SPDX-License-Identifier: AGPL-3.0-or-later
import { TEST_FOUNDED_MS, TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  applyRosterEntry,
  decodeRosterEntry,
  decodeSignedRosterEntry,
  encodeRosterEntry,
  encodeSignedRosterEntry,
  isRosterSignature,
  MIN_ROSTER_WAIT_MS,
  signersNeeded,
  staffWorks,
} from "./index.ts";

describe("a roster entry", () => {
  let operator: TestOperator;
  let entry: Uint8Array;

  beforeAll(async () => {
    operator = await TestOperator.create("flipped roster");
    entry = await operator.sign({ type: "suspend", staff: operator.support.id }, TEST_NOW_MS);
  });

  it("is refused when any bit of it was changed", () => {
    fc.assert(
      fc.property(fc.nat(entry.length - 1), fc.nat(7), (at, bit) => {
        const changed = Uint8Array.from(entry);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        return applyRosterEntry(operator.state, changed).kind === "refused";
      }),
      { numRuns: 400 },
    );
  });

  it("is the same bytes after it was read", () => {
    for (const signed of [entry, ...operator.entries]) {
      const read = decodeSignedRosterEntry(signed);
      expect(encodeRosterEntry(decodeRosterEntry(read.bytes))).toEqual(read.bytes);
      expect(encodeSignedRosterEntry({ ...read, signatures: [...read.signatures].reverse() })).toEqual(signed);
    }
  });

  it("collects its signatures one by one, and none of anybody who may not sign", async () => {
    const { supervisor, support, officers, state } = operator;
    const { bytes, signatures } = decodeSignedRosterEntry(entry);
    expect(signersNeeded(decodeRosterEntry(bytes).body)).toBe(1);
    for (const signature of signatures) expect(isRosterSignature(state, bytes, signature)).toBe(true);
    const bySupport = await operator.sign({ type: "suspend", staff: supervisor.id }, TEST_NOW_MS, [support]);
    const [alone] = decodeSignedRosterEntry(bySupport).signatures;
    if (alone === undefined) throw new Error("signed");
    expect(isRosterSignature(state, decodeSignedRosterEntry(bySupport).bytes, alone)).toBe(false);
    expect(isRosterSignature(state, bytes, { ...alone, staff: officers[0].id })).toBe(false);
  });
});

describe("a member of the staff", () => {
  it("works from the end of the wait to the end of its time, and never while suspended", async () => {
    const operator = await TestOperator.create("working");
    const { support, state } = operator;
    const fromMs = TEST_FOUNDED_MS + MIN_ROSTER_WAIT_MS;
    const endMs = state.staff.get([...state.staff.keys()].at(-1) ?? "")?.endMs ?? 0;
    const works = (atMs: number) => staffWorks(operator.state, support.id, atMs);
    expect([fromMs - 1, fromMs, endMs - 1, endMs].map(works)).toEqual([false, true, true, false]);
    await operator.take({ type: "suspend", staff: support.id }, TEST_NOW_MS);
    expect([fromMs, TEST_NOW_MS, endMs - 1].map(works)).toEqual([false, false, false]);
    await operator.take({ type: "restore", staff: support.id }, TEST_NOW_MS);
    expect(works(TEST_NOW_MS)).toBe(true);
    await operator.take({ type: "end", staff: support.id }, TEST_NOW_MS);
    expect(works(TEST_NOW_MS)).toBe(false);
  });
});
