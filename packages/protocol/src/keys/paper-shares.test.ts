// SPDX-License-Identifier: AGPL-3.0-or-later
import { seededRandom } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import { formatPaperShare, joinPaperShares, parsePaperShare, splitPaperKey, type PaperShare } from "./paper-shares.ts";

const random = seededRandom("paper shares");
const seed = random(32);

async function threeShares(of = seed): Promise<readonly [PaperShare, PaperShare, PaperShare]> {
  const [a, b, c] = await splitPaperKey(of);
  if (a === undefined || b === undefined || c === undefined) throw new Error("three shares");
  return [a, b, c];
}

const badShare = { code: "protocol.bad_share" };

describe("a paper key in three shares", () => {
  it("is made again from any two, also when they were written as text", async () => {
    const [a, b, c] = await threeShares();
    expect(await joinPaperShares(a, b)).toEqual(seed);
    expect(await joinPaperShares(c, b)).toEqual(seed);
    const [first, second] = [a, c].map((share) => parsePaperShare(` ${formatPaperShare(share)}\n`));
    if (first === undefined || second === undefined) throw new Error("two texts");
    expect(await joinPaperShares(first, second)).toEqual(seed);
  });

  it("is not made from one share twice", async () => {
    const [a] = await threeShares();
    await expect(joinPaperShares(a, a)).rejects.toMatchObject(badShare);
  });

  it("is not made from shares of two paper keys, nor from one that says it belongs to another", async () => {
    const [a, b] = await threeShares();
    const [other] = await threeShares(random(32));
    await expect(joinPaperShares(a, other)).rejects.toMatchObject(badShare);
    await expect(joinPaperShares(a, { ...other, paper: a.paper })).rejects.toMatchObject(badShare);
    await expect(joinPaperShares({ ...a, paper: other.paper }, { ...b, paper: other.paper })).rejects.toMatchObject(
      badShare,
    );
  });

  it("is not made from a share with any byte changed", async () => {
    const [a, b] = await threeShares();
    for (let at = 0; at < a.share.length; at += 4) {
      const changed = Uint8Array.from(a.share);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(joinPaperShares({ ...a, share: changed }, b)).rejects.toMatchObject(badShare);
    }
  });

  it("shows a typing mistake in a share's text, wherever it is", async () => {
    const [a] = await threeShares();
    const text = formatPaperShare(a);
    for (let at = 0; at < text.length; at += 1) {
      const typo = `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
      expect(() => parsePaperShare(typo), typo).toThrow(expect.objectContaining(badShare));
    }
    for (const wrong of ["", text.slice(1), `${text}A`, "not a share"]) {
      expect(() => parsePaperShare(wrong)).toThrow(expect.objectContaining(badShare));
    }
  });
});
