// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What hubs sign and what leaves the house, judged by both programs: whole, bent and signed anew, and flipped. */
import { isDeepStrictEqual } from "node:util";
import { decodeCbor, encodeCbor, encodeHex, type CborValue } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { makeExport, verifyExport } from "@nightlatch/protocol/export";
import { encodeSigned, verifyManifest } from "@nightlatch/protocol/wire";
import { exportableClip, testHousehold, type ExportableClip, type TestHousehold } from "@nightlatch/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bendValue, byteStrings, diceFrom, flipBit } from "./bent-value.ts";
import { startSecondReader, type Answer, type SecondReader } from "./second-reader.ts";

const SEED = process.env["NIGHTLATCH_BENT_SEED"] ?? "the same in every run";
const COUNT = 13;

let reader: SecondReader;
let home: TestHousehold;
let clip: ExportableClip;
const dice = diceFrom(SEED);

beforeAll(async () => {
  reader = startSecondReader();
  home = await testHousehold(SEED);
  clip = await exportableClip(home, COUNT);
});

afterAll(() => reader[Symbol.asyncDispose]());

describe("both readers", () => {
  it(`agree on bent manifests, signed anew, from ${SEED}`, { timeout: 120_000 }, async () => {
    const content = decodeCbor(signedContent(clip.manifest));
    const pool = byteStrings(content);
    for (let i = 0; i < 300; i++) {
      const bytes = encodeCbor(bendValue(content, pool, dice));
      const manifest = encodeSigned({ bytes, signature: await home.hub.ledger.sign("manifest", bytes) });
      const question = { about: "manifest", entries: clip.entries.map(encodeHex), manifest: encodeHex(manifest) };
      const first = verdictOf(() => ({ kind: verifyManifest(manifest, home.state).content.kind }));
      expect({ manifest: encodeHex(manifest), ...(await reader.ask(question)) }).toEqual({
        manifest: encodeHex(manifest),
        ...first,
      });
    }
  });

  it("agree on every stretch of an exported clip", async () => {
    for (let first = 1; first < COUNT; first++) {
      const file = stretch(first, COUNT - dice(COUNT - first));
      expect(firstVerdict(file).error).toBeUndefined();
      expect(await secondVerdict(file)).toEqual(firstVerdict(file));
    }
  });

  it(`agree on exports with a flipped bit, from ${SEED}`, { timeout: 120_000 }, async () => {
    const differences: unknown[] = [];
    for (let i = 0; i < 100; i++) {
      const file = flipBit(stretch(1 + dice(COUNT - 2), COUNT), dice);
      const [first, second] = [firstVerdict(file), await secondVerdict(file)];
      if (!isDeepStrictEqual(first, second)) differences.push({ first, second });
    }
    expect(differences).toEqual([]);
  });
});

function stretch(first: number, end: number): Uint8Array {
  const { all, ...parts } = clip;
  return makeExport({ ...parts, first, fragments: all.slice(first, end) });
}

function firstVerdict(file: Uint8Array): Answer {
  const verdict = verifyExport(file);
  if (verdict === undefined) return { error: "no proof" };
  if (verdict.kind === "refused") return { error: verdict.code };
  const { lane, hub, first, last } = verdict;
  return { lane: encodeHex(lane), hub: encodeHex(hub), first, last };
}

function secondVerdict(file: Uint8Array): Promise<Answer> {
  return reader.ask({ about: "export", file: encodeHex(file) });
}

function verdictOf(judge: () => Answer): Answer {
  try {
    return judge();
  } catch (cause) {
    if (cause instanceof NightlatchError) return { error: cause.code };
    throw cause;
  }
}

function signedContent(signed: Uint8Array): Uint8Array {
  const [bytes] = decodeCbor(signed) as readonly CborValue[];
  if (!(bytes instanceof Uint8Array)) throw new Error("not signed");
  return bytes;
}
