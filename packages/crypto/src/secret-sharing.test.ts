// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { systemRandom } from "./random.ts";
import { combineShares, splitSecret } from "./secret-sharing.ts";

const secret = systemRandom(32);

describe("shares of a secret", () => {
  it("give it back, whichever two of three there are", async () => {
    const [a, b, c] = await splitSecret(secret, 3, 2);
    for (const [one, other] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      expect(await combineShares([one ?? secret, other ?? secret])).toEqual(secret);
    }
  });

  it("tell nothing alone: each holds other bytes in every split", async () => {
    const [first] = await splitSecret(secret, 3, 2);
    const [again] = await splitSecret(secret, 3, 2);
    expect(first?.subarray(0, 32)).not.toEqual(again?.subarray(0, 32));
    expect(first?.subarray(0, 32)).not.toEqual(secret);
  });

  it("of two splits give something else", async () => {
    const [first] = await splitSecret(secret, 3, 2);
    const second = (await splitSecret(secret, 3, 2)).find((share) => share[32] !== first?.[32]);
    expect(await combineShares([first ?? secret, second ?? secret])).not.toEqual(secret);
  });

  it("are refused when there is one, one twice, none, or one cut short", async () => {
    const [a, b] = await splitSecret(secret, 3, 2);
    if (a === undefined || b === undefined) throw new Error("shares");
    for (const wrong of [[a], [a, a], [], [a, b.subarray(1)]]) {
      await expect(combineShares(wrong)).rejects.toMatchObject({ code: "crypto.bad_share" });
    }
  });
});
