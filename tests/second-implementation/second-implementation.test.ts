// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Two programs that share nothing but docs/protocol.md judge the same bytes: the vectors, a household that was
 * made a moment ago, and bent copies of what it signed. A difference is a fork between two clients.
 */
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { decodeCbor, encodeCbor, encodeHex, type CborValue } from "@nightlatch/bytes";
import { applyEntry, encodeSigned, LEDGER_CONTEXT, type LedgerState } from "@nightlatch/protocol/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessCases } from "../../vectors/generate/ledger-access-cases.ts";
import { chainCases } from "../../vectors/generate/ledger-chain-cases.ts";
import { createCases } from "../../vectors/generate/ledger-create-cases.ts";
import { grantCases } from "../../vectors/generate/ledger-grant-cases.ts";
import { groupCases } from "../../vectors/generate/ledger-group-cases.ts";
import { proposalCases } from "../../vectors/generate/ledger-proposal-cases.ts";
import { rotateCases } from "../../vectors/generate/ledger-rotate-cases.ts";
import { rulesCases } from "../../vectors/generate/ledger-rules-cases.ts";
import { buildScene, type LedgerScene } from "../../vectors/generate/ledger-scene.ts";
import type { LedgerCase } from "../../vectors/generate/ledger.ts";
import { bendValue, byteStrings, diceFrom, flipBit } from "./bent-value.ts";
import { judgeVectors, startSecondReader, type Answer, type SecondReader } from "./second-reader.ts";

const VECTORS = join(import.meta.dirname, "../../vectors");
const CASE_GROUPS = [
  createCases,
  chainCases,
  accessCases,
  groupCases,
  rotateCases,
  rulesCases,
  proposalCases,
  grantCases,
];
const BENT = Number(process.env["NIGHTLATCH_BENT_ENTRIES"] ?? 500);
/** Named in every test that uses it: with another one, other entries are bent. */
const SEED = process.env["NIGHTLATCH_BENT_SEED"] ?? "the same in every run";

let reader: SecondReader;
let scene: LedgerScene;
const cases: LedgerCase[] = [];
const dice = diceFrom(SEED);

beforeAll(async () => {
  reader = startSecondReader();
  scene = await buildScene(SEED);
  for (const group of CASE_GROUPS) cases.push(...(await group(scene)));
});

afterAll(() => reader[Symbol.asyncDispose]());

describe("a reader that was written from the document alone", () => {
  it("says of every vector what the vector says", { timeout: 120_000 }, async () => {
    const reports = await judgeVectors(VECTORS);
    expect(reports.flatMap(({ family, differences }) => differences.map((found) => ({ family, found })))).toEqual([]);
    expect(reports.length).toBeGreaterThanOrEqual(15);
    for (const { judged } of reports) expect(judged).toBeGreaterThan(4);
    // ML-DSA-44 has judges of its own, in vectors/conformance.
    const unjudged = reports.filter((report) => report.unjudged.length > 0).map(({ family }) => family);
    expect(unjudged).toEqual(["transparency/cosignatures", "transparency/quorums"]);
  });

  it(`agrees on a household made from ${SEED}`, { timeout: 120_000 }, async () => {
    const { differences } = await compare(cases);
    expect(differences).toEqual([]);
    expect(cases.length).toBeGreaterThan(200);
  });

  it(`agrees on ${String(BENT)} bent entries, signed anew, from ${SEED}`, { timeout: 300_000 }, async () => {
    const bent: LedgerCase[] = [];
    for (let i = 0; i < BENT; i++) bent.push(await bentCase());
    const { differences, codes } = await compare(bent);
    expect(differences).toEqual([]);
    // Bending reaches the rules, not only the decoder.
    expect(codes.size).toBeGreaterThan(10);
    expect(codes).toContain("taken in");
  });

  it(`agrees on entries with a flipped bit, from ${SEED}`, { timeout: 120_000 }, async () => {
    const flipped = Array.from({ length: 300 }, () => anyCase()).map((it) => ({
      ...it,
      entry: flipBit(it.entry, dice),
    }));
    const { differences } = await compare(flipped);
    expect(differences).toEqual([]);
  });
});

/** Both verdicts on each; the first differences carry all that it takes to see them again. */
async function compare(judged: readonly LedgerCase[]) {
  const differences: unknown[] = [];
  const codes = new Set<string>();
  for (const { name, after, entry } of judged) {
    const first = firstVerdict(after?.state, entry);
    const second = await secondVerdict(after, entry);
    codes.add(first.error ?? "taken in");
    if (!isDeepStrictEqual(first, second)) differences.push({ name, first, second, entry: encodeHex(entry) });
  }
  return { differences: differences.slice(0, 5), codes };
}

function firstVerdict(state: LedgerState | undefined, entry: Uint8Array): Answer {
  const verdict = applyEntry(state, entry);
  if (verdict.kind === "refused") return { error: verdict.code };
  const { head, devices, proposals, grants } = verdict.state;
  const active = [...devices.values()].filter(({ removedSeq }) => removedSeq === undefined);
  return { head: encodeHex(head), devices: active.length, proposals: proposals.size, grants: grants.size };
}

function secondVerdict(after: LedgerCase["after"], entry: Uint8Array): Promise<Answer> {
  return reader.ask({ about: "ledger", entries: (after?.entries ?? []).map(encodeHex), entry: encodeHex(entry) });
}

/** Bent in one or two places, and signed by whoever it says it is from, so that the judges look behind the signature. */
async function bentCase(): Promise<LedgerCase> {
  const { name, after, entry } = anyCase();
  return { name, after, entry: await bentEntry(entry) };
}

async function bentEntry(entry: Uint8Array): Promise<Uint8Array> {
  const content = contentOf(entry);
  if (content === undefined) return flipBit(entry, dice);
  const pool = cases.flatMap(({ entry: other }) => (dice(20) === 0 ? byteStrings(contentOf(other) ?? null) : []));
  let bent = bendValue(content, pool, dice);
  if (dice(3) === 0) bent = bendValue(bent, pool, dice);
  const bytes = encodeCbor(bent);
  const { actor } = typeof bent === "object" && bent !== null && "actor" in bent ? bent : { actor: null };
  const signer = Object.values(scene.who).find(
    ({ id }) => actor instanceof Uint8Array && encodeHex(actor) === encodeHex(id),
  );
  return encodeSigned({ bytes, signature: await (signer ?? scene.who.owner).ledger.sign(LEDGER_CONTEXT, bytes) });
}

function contentOf(entry: Uint8Array): CborValue | undefined {
  try {
    const [bytes] = decodeCbor(entry) as readonly CborValue[];
    return bytes instanceof Uint8Array ? decodeCbor(bytes) : undefined;
  } catch {
    return undefined;
  }
}

function anyCase(): LedgerCase {
  const found = cases[dice(cases.length)];
  if (found === undefined) throw new Error("no cases");
  return found;
}
