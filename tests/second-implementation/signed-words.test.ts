// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What hubs sign and what leaves the house, judged by both programs: whole, bent and signed anew, and flipped. */
import { isDeepStrictEqual } from "node:util";
import { decodeCbor, encodeCbor, encodeHex, type CborValue } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { verifyExport } from "@nightlatch/protocol/export";
import { encodeSigned, verifyManifest } from "@nightlatch/protocol/wire";
import {
  exportFile,
  ExportingCamera,
  testHousehold,
  TEST_NOW_MS,
  type ExportableClip,
  type TestHousehold,
} from "@nightlatch/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bendValue, byteStrings, diceFrom, flipBit } from "./bent-value.ts";
import { startSecondReader, type Answer, type SecondReader } from "./second-reader.ts";

const SEED = process.env["NIGHTLATCH_BENT_SEED"] ?? "the same in every run";
const SCRIPTS = ["KpaappKpppaaKp", "KpaKpp", "KaKaKpppp"];
/** Key frames of the first. */
const STARTS = [1, 7, 13];

let reader: SecondReader;
let home: TestHousehold;
let camera: ExportingCamera;
const clips: ExportableClip[] = [];
const dice = diceFrom(SEED);

beforeAll(async () => {
  reader = startSecondReader();
  home = await testHousehold(SEED);
  camera = new ExportingCamera(home);
  for (const [i, script] of SCRIPTS.entries()) clips.push(await camera.record(script, TEST_NOW_MS + i * 1700));
});

afterAll(() => reader[Symbol.asyncDispose]());

describe("both readers", () => {
  it(`agree on bent manifests, signed anew, from ${SEED}`, { timeout: 120_000 }, async () => {
    const content = decodeCbor(signedContent(camera.diary[0] ?? new Uint8Array()));
    const pool = byteStrings(content);
    for (let i = 0; i < 300; i++) {
      const bytes = encodeCbor(bendValue(content, pool, dice));
      const manifest = encodeSigned({ bytes, signature: await home.hub.ledger.sign("manifest", bytes) });
      const question = { about: "manifest", entries: entriesOf().map(encodeHex), manifest: encodeHex(manifest) };
      const first = verdictOf(() => ({ kind: verifyManifest(manifest, home.state).content.kind }));
      expect({ manifest: encodeHex(manifest), ...(await reader.ask(question)) }).toEqual({
        manifest: encodeHex(manifest),
        ...first,
      });
    }
  });

  it("agree on every stretch of exported clips", async () => {
    for (const first of STARTS) {
      for (const leftOut of [0, 1, 2]) {
        const file = fileOf(first, leftOut);
        expect(firstVerdict(file).error).toBeUndefined();
        expect(await secondVerdict(file)).toEqual(firstVerdict(file));
      }
    }
  });

  it(`agree on exports with a flipped bit, from ${SEED}`, { timeout: 120_000 }, async () => {
    const differences: unknown[] = [];
    for (let i = 0; i < 100; i++) {
      const file = flipBit(fileOf(STARTS[dice(STARTS.length)] ?? 1, dice(3)), dice);
      const [first, second] = [firstVerdict(file), await secondVerdict(file)];
      if (!isDeepStrictEqual(first, second)) differences.push({ first, second });
    }
    expect(differences).toEqual([]);
  });
});

/** From fragment `first` of the first clip on, without the clip at `leftOut` (0: with all). */
function fileOf(first: number, leftOut: number): Uint8Array {
  const shown = clips.flatMap((clip, i) => (i > 0 && i === leftOut ? [] : [i === 0 ? { clip, first } : { clip }]));
  return exportFile(shown, { entries: entriesOf(), diary: camera.diary, log: undefined });
}

function entriesOf(): readonly Uint8Array[] {
  return home.entries.map(({ entry }) => entry);
}

function firstVerdict(file: Uint8Array): Answer {
  const verdict = verifyExport(file);
  if (verdict === undefined) return { error: "no proof" };
  if (verdict.kind === "refused") return { error: verdict.code };
  const { lane, hub, unshown } = verdict;
  const shown = verdict.clips.map(({ n, first, last }) => ({ n, first, last }));
  return { lane: encodeHex(lane), hub: encodeHex(hub), clips: shown, unshown, record: null };
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
