// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeUtf8 } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import policies from "../../../../vectors/transparency/policies.json" with { type: "json" };
import quorums from "../../../../vectors/transparency/quorums.json" with { type: "json" };
import { judgeQuorum, requireQuorum } from "./judge-quorum.ts";
import { formatPolicy, parsePolicy } from "./parse-policy.ts";

describe("policies", () => {
  it.each(policies.cases)("$name", ({ policy, quorum, error, line }) => {
    if (error !== undefined) {
      const expected = { code: error, message: expect.stringMatching(`^line ${String(line)} `) as string };
      expect(() => parsePolicy(policy)).toThrow(expect.objectContaining(expected));
      return;
    }
    const parsed = parsePolicy(policy);
    expect(parsed.quorum).toBe(quorum);
    expect(parsePolicy(formatPolicy(parsed))).toEqual(parsed);
  });
});

describe("quorums", () => {
  it.each(quorums.cases)("$name", ({ policy, note, extraLines, verdict, by, missing, medianTimeMs, error }) => {
    const parsed = parsePolicy(policy);
    const words = [encodeUtf8(note), extraLines === undefined ? undefined : encodeUtf8(extraLines)] as const;
    if (error !== undefined) {
      expect(() => judgeQuorum(parsed, ...words)).toThrow(expect.objectContaining({ code: error }));
      return;
    }
    const judged = judgeQuorum(parsed, ...words);
    expect(judged.kind).toBe(verdict);
    expect(judged.cosigned.map(({ name }) => name)).toEqual(by);
    if (judged.kind === "reached") {
      expect(judged.medianTimeMs).toBe(medianTimeMs);
      expect(requireQuorum(parsed, ...words)).toEqual(judged);
    } else {
      expect(judged.missing).toEqual(missing);
      expect(() => requireQuorum(parsed, ...words)).toThrow(
        expect.objectContaining({ code: "transparency.no_quorum" }),
      );
    }
  });
});
