// SPDX-License-Identifier: AGPL-3.0-or-later
import { LoggedHousehold, TEST_NOW_MS } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import { setRules } from "../keys/index.ts";
import { essentialEvidence } from "./essential-evidence.ts";
import { encodeEvidence } from "./evidence.ts";
import { judgeEvidence } from "./judge-evidence.ts";
import { ledgerEvidence, logEvidence } from "./make-evidence.ts";

const home = await LoggedHousehold.create("essential");
const { entries, state } = home;
const forked = home.log.forkAt(1);
forked.append(home.random(214));
const place = { atMs: TEST_NOW_MS, lane: state.lane };
const fork = logEvidence({
  ...{ ...place, code: "transparency.fork", policy: home.log.policy(), consistency: [], entries },
  ...{ older: await home.log.checkpoint(), newer: await forked.checkpoint() },
});
const wholeBytes = encodeEvidence(fork).length;

describe("essential evidence", () => {
  it("is the whole file where that fits", () => {
    expect(essentialEvidence(fork, wholeBytes)).toEqual(encodeEvidence(fork));
  });

  it("leaves the history out where the log's own signatures prove the same without it", () => {
    const file = essentialEvidence(fork, wholeBytes - 1);
    expect(file?.length).toBeLessThan(wholeBytes / 2);
    expect(judgeEvidence(file ?? new Uint8Array())).toMatchObject({ kind: "proves", code: "transparency.fork" });
  });

  it("is none where the history is what it is about, or where nothing fits", async () => {
    const [one, twin] = [await setRules(home.making, state, {}), await setRules(home.making, state, {})];
    const made = { ...place, code: "ledger.fork", entries: [...entries, one.entry], offending: twin.entry };
    const ledger = ledgerEvidence(made);
    expect(judgeEvidence(encodeEvidence(ledger)).kind).toBe("proves");
    expect(essentialEvidence(ledger, encodeEvidence(ledger).length - 1)).toBeUndefined();
    expect(essentialEvidence(fork, 100)).toBeUndefined();
  });

  it("is none where only the household's hubs told which came later", async () => {
    const [older, newer] = [
      (await home.answer(0)).checkpoint,
      (await home.answer(0, TEST_NOW_MS + 60_000, 1)).checkpoint,
    ];
    const made = {
      ...place,
      code: "transparency.rollback",
      policy: state.policy,
      older,
      newer,
      consistency: [],
      entries,
    };
    const file = encodeEvidence(logEvidence(made));
    expect(judgeEvidence(file).kind).toBe("proves");
    expect(essentialEvidence(logEvidence(made), file.length - 1)).toBeUndefined();
  });
});
