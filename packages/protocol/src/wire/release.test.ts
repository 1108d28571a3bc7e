// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeCbor, encodeCbor, encodeUtf8, type CborValue } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import { decodeRelease, encodeRelease, MAX_RELEASE_FILES, releaseCommitment, releaseFileOf } from "./release.ts";

const files = [
  releaseFileOf("index.html", encodeUtf8("<!doctype html>")),
  releaseFileOf("assets/vault.js", encodeUtf8("export {};")),
];
const release = { version: "1.2.3", atMs: 1_790_000_800_000, files };
const bytes = encodeRelease(release);

function changed(change: (map: Record<string, CborValue>) => Record<string, CborValue>): Uint8Array {
  return encodeCbor(change(decodeCbor(bytes) as Record<string, CborValue>));
}

describe("a release", () => {
  it("is the same bytes in whatever order its files are found", () => {
    expect(encodeRelease({ ...release, files: [...files].reverse() })).toEqual(bytes);
    expect(decodeRelease(bytes).files.map(({ path }) => path)).toEqual(["assets/vault.js", "index.html"]);
    expect(releaseCommitment(bytes)).toHaveLength(32);
  });

  it.each(["", "/index.html", "a//b", "a/../b", "./a", "a\\b", "a?b", "a#b", "a\nb", "x".repeat(513)])(
    "refuses the path %j",
    (path) => {
      expect(() => encodeRelease({ ...release, files: [releaseFileOf(path, bytes)] })).toThrow(
        expect.objectContaining({ code: "protocol.malformed" }),
      );
    },
  );

  it("refuses one path twice, or paths out of order", () => {
    const file = files[0];
    expect(() => encodeRelease({ ...release, files: file === undefined ? [] : [file, file] })).toThrow(
      expect.objectContaining({ code: "protocol.malformed" }),
    );
    const backwards = changed((map) => ({ ...map, files: [...(map["files"] as CborValue[])].reverse() }));
    expect(() => decodeRelease(backwards)).toThrow(expect.objectContaining({ code: "protocol.malformed" }));
  });

  it("refuses another version, a further key and too many files", () => {
    const code = (bad: Uint8Array) => {
      try {
        decodeRelease(bad);
        return "taken";
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code(changed((map) => ({ ...map, v: 2 })))).toBe("protocol.bad_version");
    expect(code(changed((map) => ({ ...map, note: "x" })))).toBe("protocol.malformed");
    expect(code(changed((map) => ({ ...map, version: "" })))).toBe("protocol.malformed");
    const many = Array.from({ length: MAX_RELEASE_FILES + 1 }, (_, i) => [
      String(i).padStart(5, "0"),
      0,
      new Uint8Array(32),
    ]);
    expect(code(changed((map) => ({ ...map, files: many })))).toBe("protocol.too_large");
    expect(code(bytes.subarray(1))).toBe("protocol.malformed");
  });
});
