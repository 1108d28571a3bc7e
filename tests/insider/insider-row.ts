// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The form of a row of docs/insider-report.md as a test. The act is done twice: honestly, when it must succeed, and
 * by the insider. Then the victim has to say the code, keep its store as it was, byte for byte, and leave evidence that
 * a second program judges.
 */
import { decodeEvidence, encodeEvidence, type Evidence } from "@nightlatch/protocol/log";
import { describe, expect, it } from "vitest";
import { judgeElsewhere } from "./judge-elsewhere.ts";

/** I: nothing to read anywhere. R: refused by the victim. P: exposed by a hub or a monitor. */
export type Outcome = "I" | "R" | "P";

export type Finding = Readonly<{
  /** What the insider did, and what came of it, in a few words for the report. */
  seen: string;
  /** What the victim said; "" where nothing is said because nothing can be read. */
  code: string;
  /** The victim's store before and after. */
  store?: readonly [before: Uint8Array, after: Uint8Array];
  evidence?: Evidence | Uint8Array;
  /** What a stranger can make of the evidence. */
  verdict?: "proves" | "consistent";
}>;

export type Row = Readonly<{
  row: number;
  attack: string;
  outcome: Outcome;
  /** One for each finding, in order. */
  codes: readonly string[];
}>;

export type RowTold = Readonly<{ row: number; attack: string; outcome: Outcome; code: string; seen: string }>;

declare module "vitest" {
  interface TaskMeta {
    insider?: RowTold;
  }
}

export type RowActs = Readonly<{
  /** The same act without the attack succeeds. */
  honest: () => Promise<void>;
  attack: () => Promise<readonly Finding[]>;
}>;

export function insiderRow({ row, attack, outcome, codes }: Row, acts: RowActs): void {
  describe(`insider row ${String(row)}: ${attack}`, () => {
    it("does no harm to the same act without an attack", acts.honest);

    it(`ends as ${outcome}`, async ({ task }) => {
      const findings = await acts.attack();
      const told = { row, attack, outcome, code: [...new Set(codes)].filter(Boolean).join(", ") };
      task.meta.insider = { ...told, seen: findings.map(({ seen }) => seen).join("; ") };
      expect(findings.map(({ code }) => code)).toEqual(codes);
      for (const { seen, store } of findings) {
        if (store !== undefined) expect(Buffer.from(store[1]).equals(store[0]), seen).toBe(true);
      }
      await expectJudged(findings);
    });
  });
}

/** By a program of its own, which has nothing but the files. */
async function expectJudged(findings: readonly Finding[]): Promise<void> {
  const withFile = findings.filter(({ evidence }) => evidence !== undefined);
  if (withFile.length === 0) return;
  const verdicts = await judgeElsewhere(withFile.map(({ evidence }) => fileOf(evidence)));
  const wanted = withFile.map(({ verdict = "proves", evidence }) =>
    verdict === "proves" ? { kind: verdict, code: decodeEvidence(fileOf(evidence)).code } : { kind: verdict },
  );
  expect(verdicts).toMatchObject(wanted);
}

function fileOf(evidence: Finding["evidence"]): Uint8Array {
  if (evidence instanceof Uint8Array) return evidence;
  if (evidence === undefined) throw new Error("only findings with evidence are judged");
  return encodeEvidence(evidence);
}
