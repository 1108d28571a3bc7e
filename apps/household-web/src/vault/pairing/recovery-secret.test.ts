// SPDX-License-Identifier: AGPL-3.0-or-later
import { createPaperKey, formatPaperShare, splitPaperKey } from "@nightlatch/protocol/keys";
import { seededRandom } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import { recoverySeed } from "./recovery-secret.ts";

const random = seededRandom("recovery secret");
const { phrase, seed } = createPaperKey(random);

describe("what a household comes back with", () => {
  it("is the same seed from the words and from any two shares", async () => {
    const [a, b, c] = await threeTexts(seed);
    expect(await recoverySeed({ kind: "phrase", phrase: phrase.join(" ") })).toEqual(seed);
    for (const shares of [[a, b] as const, [c, a] as const, [b, c] as const]) {
      expect(await recoverySeed({ kind: "shares", shares })).toEqual(seed);
    }
  });

  it("takes a share with spaces and line breaks in it, as it is printed", async () => {
    const [a, b] = await threeTexts(seed);
    const printed = a.replaceAll(/.{8}/gu, "$& ").replaceAll(/(?:\S+ ){3}/gu, "$&\n");
    expect(await recoverySeed({ kind: "shares", shares: [printed, b] })).toEqual(seed);
  });

  it.each([
    ["first", 0],
    ["second", 1],
  ] as const)("says that the %s share is mistyped", async (which, at) => {
    const texts = await threeTexts(seed);
    const wrong = `${texts[at].slice(0, -1)}${texts[at].endsWith("A") ? "B" : "A"}`;
    const shares = at === 0 ? ([wrong, texts[1]] as const) : ([texts[0], wrong] as const);
    await expect(recoverySeed({ kind: "shares", shares })).rejects.toMatchObject({
      code: "vault.share_mistyped",
      advice: expect.stringContaining(which) as unknown,
    });
  });

  it("is not made from one share twice", async () => {
    const [a] = await threeTexts(seed);
    const twice = recoverySeed({ kind: "shares", shares: [a, ` ${a}`] });
    await expect(twice).rejects.toMatchObject({ code: "vault.share_twice" });
  });

  it("is not made from shares of two paper keys", async () => {
    const [[a], [, other]] = [await threeTexts(seed), await threeTexts(random(32))];
    const both = recoverySeed({ kind: "shares", shares: [a, other] });
    await expect(both).rejects.toMatchObject({ code: "vault.shares_of_two_keys" });
  });

  it("is not made from shares that one paper key was split into at two times, in whatever place they are", async () => {
    const [old, anew] = [await threeTexts(seed), await threeTexts(seed)];
    for (const second of anew) {
      const both = recoverySeed({ kind: "shares", shares: [old[0], second] });
      await expect(both).rejects.toMatchObject({ code: "vault.shares_mixed" });
    }
  });

  it.each(["", "kestrel lantern meadow", "A".repeat(72)])("is not made from %j", async (text) => {
    const [, b] = await threeTexts(seed);
    const both = recoverySeed({ kind: "shares", shares: [text, b] });
    await expect(both).rejects.toMatchObject({ code: "vault.share_mistyped" });
  });

  it("is not made from words of which one is another", async () => {
    const other = [...phrase.slice(0, 23), phrase[23] === "zoo" ? "abandon" : "zoo"].join(" ");
    await expect(recoverySeed({ kind: "phrase", phrase: other })).rejects.toMatchObject({ code: "crypto.bad_phrase" });
  });
});

async function threeTexts(of: Uint8Array): Promise<readonly [string, string, string]> {
  const [a, b, c] = (await splitPaperKey(of)).map(formatPaperShare);
  if (a === undefined || b === undefined || c === undefined) throw new Error("three shares");
  return [a, b, c];
}
