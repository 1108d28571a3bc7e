// SPDX-License-Identifier: AGPL-3.0-or-later
import { NightlatchError } from "@nightlatch/errors";
import { judgePublicRecord } from "@nightlatch/protocol/export";
import type { LogAnswer } from "@nightlatch/protocol/log";
import { LoggedHousehold, testHousehold, TEST_NOW_MS } from "@nightlatch/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { findPublicRecord } from "./find-public-record.ts";

describe("findPublicRecord", () => {
  let home: LoggedHousehold;
  let answer: LogAnswer;

  beforeAll(async () => {
    home = await LoggedHousehold.create("find-public-record");
    answer = await home.answer();
  });

  it("is the newest leaf, as the log and the household's hub sign for it", async () => {
    const record = await found(answer);
    if (record === undefined) throw new Error("no record");
    expect(judgePublicRecord(record, home.ledger())).toMatchObject({ record: { seq: 1, witnessedMs: TEST_NOW_MS } });
  });

  it("is none while no hub has signed, without a leaf, or for another entry than this browser has", async () => {
    const { leaf: _unshown, ...bare } = answer;
    expect(await found(await home.answerWith(0, []))).toBeUndefined();
    expect(await found(bare)).toBeUndefined();
    const ahead = home.copy();
    await ahead.addMember();
    expect(await found(await ahead.answer())).toBeUndefined();
  });

  it("is none from a log that is away, or for a household without one", async () => {
    const away = { logProof: () => Promise.reject(new NightlatchError("log.stopped", "away")) };
    expect(await findPublicRecord(away, home.ledger(), 0)).toBeUndefined();
    const { state } = await testHousehold("without a log");
    const bare = { state, headAt: () => undefined, entries: () => [], signedHere: () => false };
    expect(await findPublicRecord({ logProof: () => Promise.resolve(answer) }, bare, 0)).toBeUndefined();
  });

  it("hides no fault of ours", async () => {
    const broken = { logProof: () => Promise.reject(new TypeError("a bug")) };
    await expect(findPublicRecord(broken, home.ledger(), 0)).rejects.toThrow(TypeError);
  });

  function found(shown: LogAnswer) {
    return findPublicRecord({ logProof: () => Promise.resolve(shown) }, home.ledger(), 0);
  }
});
