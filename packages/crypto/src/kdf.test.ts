// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeHex, encodeUtf8 } from "@nightlatch/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hmacSha256, KeyedHmac } from "./kdf.ts";

describe("KeyedHmac", () => {
  it("is HMAC-SHA256 as RFC 4231's test cases 2 and 6 have it", () => {
    const short = new KeyedHmac(encodeUtf8("Jefe")).digest(encodeUtf8("what do ya want for nothing?"));
    expect(encodeHex(short)).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    const longKey = new KeyedHmac(new Uint8Array(131).fill(0xaa));
    const long = longKey.digest(encodeUtf8("Test Using Larger Than Block-Size Key - Hash Key First"));
    expect(encodeHex(long)).toBe("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  });

  it("says of each message what a key made anew would say, whatever came before", () => {
    const bytes = fc.uint8Array({ maxLength: 150 });
    fc.assert(
      fc.property(bytes, fc.array(bytes), (key, messages) => {
        const keyed = new KeyedHmac(key);
        for (const message of messages) {
          expect(encodeHex(keyed.digest(message))).toBe(encodeHex(hmacSha256(key, message)));
        }
      }),
    );
  });

  it("keeps no hold on the bytes of its key", () => {
    const key = new Uint8Array(32).fill(7);
    const keyed = new KeyedHmac(key);
    key.fill(0);
    expect(encodeHex(keyed.digest(key))).toBe(encodeHex(hmacSha256(new Uint8Array(32).fill(7), key)));
  });

  it("refuses to speak for a key that was destroyed", () => {
    const keyed = new KeyedHmac(new Uint8Array(32));
    keyed.destroy();
    keyed.destroy();
    expect(() => keyed.digest(new Uint8Array(1))).toThrow("invariant");
  });
});
