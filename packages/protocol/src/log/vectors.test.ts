// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { describe, expect, it } from "vitest";
import evidence from "../../../../vectors/protocol/evidence.json" with { type: "json" };
import gate from "../../../../vectors/protocol/entry-gate.json" with { type: "json" };
import laneLeaves from "../../../../vectors/protocol/lane-leaf.json" with { type: "json" };
import views from "../../../../vectors/protocol/log-view.json" with { type: "json" };
import releases from "../../../../vectors/protocol/release.json" with { type: "json" };
import {
  applyEntry,
  decodeRelease,
  encodeRelease,
  laneHeadCommitment,
  laneLeafHash,
  ledgerHeadOf,
  releaseCommitment,
  verifyLaneLeaf,
  type DeviceId,
  type LedgerState,
} from "../wire/index.ts";
import { gateEntry } from "./entry-gate.ts";
import { followLog } from "./follow-log.ts";
import { judgeEvidence } from "./judge-evidence.ts";
import type { LogAnswer, OwnLedger } from "./log-answer.ts";
import type { LogView } from "./log-view.ts";

type ShownAnswer = (typeof views.cases)[number]["answer"];

function replay(entries: readonly string[]): LedgerState {
  let state: LedgerState | undefined;
  for (const entry of entries) {
    const verdict = applyEntry(state, decodeHex(entry));
    if (verdict.kind === "refused") throw new Error(verdict.code);
    state = verdict.state;
  }
  if (state === undefined) throw new Error("no entries");
  return state;
}

function ledgerOf(entries: readonly string[]): OwnLedger {
  const bytes = entries.map(decodeHex);
  const headAt = (seq: number) => bytes.slice(seq, seq + 1).map(ledgerHeadOf)[0];
  return { state: replay(entries), headAt, entries: () => bytes, signedHere: () => false };
}

function answerOf({ checkpoint, consistency, leaf }: ShownAnswer): LogAnswer {
  const answer = { checkpoint: decodeHex(checkpoint), consistency: consistency.map(hash) };
  if (leaf === undefined) return answer;
  const { seq, index } = leaf;
  const shown = { leaf: decodeHex(leaf.leaf), salt: decodeHex(leaf.salt), inclusion: leaf.inclusion.map(hash) };
  return { ...answer, leaf: { ...shown, seq, index } };
}

function hash(hex: string): Hash {
  return decodeHex(hex) as Hash;
}

describe("lane leaves", () => {
  it.each(laneLeaves.cases)("$name", ({ leaf, previous, error, slot, hash: expected }) => {
    const verdict = verifyLaneLeaf(decodeHex(leaf), previous === undefined ? undefined : decodeHex(previous));
    if (error !== undefined) {
      expect(verdict).toEqual({ kind: "refused", code: error });
      return;
    }
    expect(verdict).toMatchObject({ kind: "linear", leaf: { slot } });
    if (expected !== undefined) expect(encodeHex(laneLeafHash(decodeHex(leaf)))).toBe(expected);
  });

  it("commit to a head as written down", () => {
    const { salt, seq, head, commitment } = laneLeaves.commitment;
    expect(encodeHex(laneHeadCommitment(decodeHex(salt), seq, hash(head)))).toBe(commitment);
  });
});

describe("releases", () => {
  it.each(releases.cases)("$name", ({ release, commitment, paths, error }) => {
    const bytes = decodeHex(release);
    if (error !== undefined) {
      expect(() => decodeRelease(bytes)).toThrow(expect.objectContaining({ code: error }));
      return;
    }
    expect(encodeHex(releaseCommitment(bytes))).toBe(commitment);
    expect(decodeRelease(bytes).files.map(({ path }) => path)).toEqual(paths);
    expect(encodeRelease(decodeRelease(bytes))).toEqual(bytes);
  });
});

describe("the gate before the ledger", () => {
  const state = replay(gate.entries);

  it.each(gate.cases)("$name", ({ entry, nowMs, witnessedMs, self, firstSeenMs, absentMs, vouchedSeq, ...outcome }) => {
    const { code, untilMs } = outcome;
    const witnessed = witnessedMs === undefined ? {} : { witnessedMs };
    const verdict = gateEntry(state, decodeHex(entry), {
      nowMs,
      ...witnessed,
      ...(self === undefined ? {} : { self: decodeHex(self) as DeviceId }),
      firstSeenMs: () => firstSeenMs,
      absentMs: () => absentMs,
      vouchedSeq,
    });
    const held = untilMs === undefined ? { kind: "refuse", code } : { kind: "wait", code, untilMs };
    expect(verdict).toEqual(code === undefined ? { kind: "take" } : held);
  });
});

describe("following the log", () => {
  it.each(views.cases)("$name", ({ before, answer, has, history, own, nowMs, beforeMs, ...outcome }) => {
    const { isFresh, problem, provedSeq, stop, error } = outcome;
    const entries = history === undefined ? views.entries : views.hubless;
    const signedHere = (seq: number) => own?.includes(seq) ?? false;
    const ledger = { ...ledgerOf(entries.slice(0, has)), signedHere };
    let view: LogView | undefined;
    for (const earlier of before) {
      const step = followLog(view, answerOf(earlier), ledger, beforeMs ?? nowMs);
      if (step.kind === "stopped") throw new Error(step.code);
      view = step.view;
    }
    const follow = () => followLog(view, answerOf(answer), ledger, nowMs);
    if (error !== undefined) {
      expect(follow).toThrow(expect.objectContaining({ code: error }));
    } else if (stop !== undefined) {
      expect(follow()).toMatchObject({ kind: "stopped", code: stop });
    } else {
      const step = follow();
      expect(step).toMatchObject({ kind: "followed", isFresh, view: { provedSeq } });
      expect(step.kind === "followed" ? step.problem : undefined).toBe(problem);
    }
  });
});

describe("evidence", () => {
  it.each(evidence.cases)("$name", ({ evidence: file, verdict, code, signedBy }) => {
    const judged = judgeEvidence(decodeHex(file));
    expect(judged.kind).toBe(verdict);
    if (verdict === "proves") expect(judged).toMatchObject({ code, signedBy });
  });
});
