// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import { parsePolicy } from "@nightlatch/transparency/policy";
import { describe, expect, it } from "vitest";
import vectors from "../../../../vectors/protocol/export.json" with { type: "json" };
import { verifyExport } from "./verify-export.ts";

describe("exports", () => {
  it.each(vectors.cases)("$name", ({ file, policy, error, lane, hub, clips, unshown, record }) => {
    const verdict = verifyExport(decodeHex(file), policy === undefined ? undefined : parsePolicy(policy));
    if (error !== undefined) {
      expect(verdict === undefined ? "no proof" : verdict.kind === "refused" && verdict.code).toBe(error);
      return;
    }
    if (verdict?.kind !== "genuine") throw new Error(verdict?.code);
    expect([encodeHex(verdict.lane), encodeHex(verdict.hub)]).toEqual([lane, hub]);
    expect(verdict.clips.map(({ n, first, last }) => ({ n, first, last }))).toEqual(clips);
    expect(verdict.unshown).toEqual(unshown);
    const { seq, index, witnessedMs = null } = verdict.record ?? {};
    expect(verdict.record === undefined ? null : { seq, index, witnessedMs }).toEqual(record);
  });
});
