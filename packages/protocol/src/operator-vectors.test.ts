// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { describe, expect, it } from "vitest";
import cases from "../../../vectors/protocol/case.json" with { type: "json" };
import grants from "../../../vectors/protocol/grant.json" with { type: "json" };
import items from "../../../vectors/protocol/operator-items.json" with { type: "json" };
import rosters from "../../../vectors/protocol/roster.json" with { type: "json" };
import { openCaseKey, openCaseMessage, openGrantedClip, staffFromSeed, type CaseKey } from "./grant/index.ts";
import {
  acceptanceHash,
  accessRequestHash,
  applyRosterEntries,
  applyRosterEntry,
  decodeOperatorItem,
  encodeOperatorItem,
  operatorItemCommitment,
  verifyAcceptance,
  verifyAccessRequest,
  verifyFetchReceipt,
  verifyLegalDemand,
  workingStaff,
  type CaseId,
  type RosterState,
} from "./wire/index.ts";

function replay(entries: readonly string[]): RosterState | undefined {
  const verdict = applyRosterEntries(undefined, entries.map(decodeHex));
  if (verdict.kind === "refused") throw new Error(verdict.code);
  return verdict.state;
}

function rosterBehind(entries: readonly string[]): RosterState {
  const roster = replay(entries);
  if (roster === undefined) throw new Error("no entries");
  return roster;
}

/** Runs `open` and expects its value or exactly `error`. */
async function judge<T>(error: string | undefined, open: () => Promise<T> | T): Promise<T | undefined> {
  const attempt = async () => open();
  if (error === undefined) return attempt();
  await expect(attempt()).rejects.toMatchObject({ code: error });
  return undefined;
}

describe("the roster", () => {
  const histories: Readonly<Record<string, Readonly<{ entries: readonly string[] }>>> = rosters.histories;

  it.each(rosters.cases)("$name", ({ history, after, entry, error, head, atMs, working }) => {
    const before = replay((histories[history ?? ""]?.entries ?? []).slice(0, after));
    const verdict = applyRosterEntry(before, decodeHex(entry));
    if (error !== undefined) {
      expect(verdict).toEqual({ kind: "refused", code: error });
      return;
    }
    if (verdict.kind === "refused") throw new Error(verdict.code);
    const outcome = { head: encodeHex(verdict.state.head), working: workingStaff(verdict.state, atMs).length };
    expect(outcome).toEqual({ head, working });
  });
});

describe("what staff sign alone", () => {
  const roster = rosterBehind(items.entries);

  it.each(items.cases.filter(({ what }) => what !== "item"))("$name", async ({ what, signed = "", hash, error }) => {
    const bytes = decodeHex(signed);
    const verified = await judge(error, () => verify(what, bytes));
    if (verified === undefined || hash === undefined) return;
    const named = what === "request" ? accessRequestHash(bytes) : acceptanceHash(bytes);
    expect(encodeHex(named)).toBe(hash);
  });

  function verify(what: string, signed: Uint8Array) {
    switch (what) {
      case "acceptance":
        return verifyAcceptance(signed, roster);
      case "legal-demand":
        return verifyLegalDemand(signed, roster);
      case "request":
        return verifyAccessRequest(signed, roster);
      default:
        return verifyFetchReceipt(signed, roster);
    }
  }
});

describe("the operator's items", () => {
  it.each(items.cases.filter(({ what }) => what === "item"))("$name", async ({ item = "", commitment, error }) => {
    const bytes = decodeHex(item);
    const decoded = await judge(error, () => decodeOperatorItem(bytes));
    if (decoded === undefined) return;
    expect(encodeHex(encodeOperatorItem(decoded))).toBe(item);
    expect(encodeHex(operatorItemCommitment(bytes))).toBe(commitment);
  });
});

describe("a case", () => {
  const roster = rosterBehind(cases.entries);
  const key = decodeHex(cases.key) as CaseKey;

  it("gives its key to the staff device that it was sealed to, and to no other", async () => {
    const reader = await staffFromSeed(decodeHex(cases.seed));
    const [caseId, box] = [decodeHex(cases.case) as CaseId, decodeHex(cases.box)];
    expect(encodeHex(await openCaseKey(reader, caseId, box))).toBe(cases.key);
    const colleague = await staffFromSeed(new Uint8Array(32));
    await judge("crypto.open_failed", () => openCaseKey(colleague, caseId, box));
    await judge("crypto.open_failed", () => openCaseKey(reader, new Uint8Array(16) as CaseId, box));
  });

  it.each(cases.cases)("$name", async ({ case: caseId, n, message, from, kind, error }) => {
    const place = { case: decodeHex(caseId) as CaseId, n, roster };
    const opened = await judge(error, () => openCaseMessage(key, place, decodeHex(message)));
    if (opened !== undefined) expect([opened.from.kind, opened.body.kind]).toEqual([from, kind]);
  });
});

describe("a granted clip", () => {
  it.each(grants.cases)("$name", async ({ grant, opening, box, frame, plain, error }) => {
    const staff = await staffFromSeed(decodeHex(grants.seed));
    const place = { grant: decodeHex(grant) as Hash, opening: decodeHex(opening) };
    const fragment = await judge(error, async () => {
      const clip = await openGrantedClip(staff, box === undefined ? place : { ...place, box: decodeHex(box) });
      return clip.openFragment(decodeHex(frame));
    });
    expect(fragment === undefined ? undefined : encodeHex(fragment.plain)).toBe(plain);
  });
});
