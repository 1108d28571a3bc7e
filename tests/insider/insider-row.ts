// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The form of a row of docs/insider-report.md as a test. The act is done twice: honestly, when it must succeed, and
 * by the insider. Then the victim has to say the code, keep its store as it was, byte for byte, and leave evidence that
 * a second program judges.
 */
import { decodeEvidence, encodeEvidence, judgeEvidence, type Evidence } from "@nightlatch/protocol/log";
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

/** A row takes a few seconds, on a machine that has nothing else to do. */
const PATIENCE_MS = 90_000;

export function insiderRow(
  { row, attack, outcome, codes }: Row,
  acts: RowActs,
  patienceMs: number = PATIENCE_MS,
): void {
  describe(`insider row ${String(row)}: ${attack}`, () => {
    it("does no harm to the same act without an attack", acts.honest, patienceMs);

    it(
      `ends as ${outcome}`,
      async ({ task }) => {
        const findings = await acts.attack();
        const told = { row, attack, outcome, code: [...new Set(codes)].filter(Boolean).join(", ") };
        task.meta.insider = { ...told, seen: findings.map(({ seen }) => seen).join("; ") };
        expect(findings.map(({ code }) => code)).toEqual(codes);
        for (const { seen, store } of findings) {
          if (store !== undefined) expect(Buffer.from(store[1]).equals(store[0]), seen).toBe(true);
        }
        await expectJudged(findings);
      },
      patienceMs,
    );
  });
}

/** Each file here, and one for each code by a program of its own, which has nothing but the file. */
async function expectJudged(findings: readonly Finding[]): Promise<void> {
  const judged = findings.flatMap(({ evidence, verdict = "proves" }) => {
    if (evidence === undefined) return [];
    const file = evidence instanceof Uint8Array ? evidence : encodeEvidence(evidence);
    const { code } = decodeEvidence(file);
    return [{ file, code, wanted: verdict === "proves" ? { kind: verdict, code } : { kind: verdict } }];
  });
  expect(judged.map(({ file }) => judgeEvidence(file))).toMatchObject(judged.map(({ wanted }) => wanted));
  const oneACode = [...new Map(judged.map((one) => [one.code, one])).values()];
  const elsewhere = await judgeElsewhere(oneACode.map(({ file }) => file));
  expect(elsewhere).toMatchObject(oneACode.map(({ wanted }) => wanted));
}
