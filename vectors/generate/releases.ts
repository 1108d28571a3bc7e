// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/release: the files of a release, and what is none. */
import { decodeCbor, encodeCbor, encodeUtf8, type CborValue } from "@nightlatch/bytes";
import { encodeRelease, releaseCommitment, releaseFileOf } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { writeVectors, type VectorCase } from "./vector-file.ts";

type Fields = Readonly<Record<string, CborValue>>;

export function generateReleases(): void {
  const contents = { "index.html": "<!doctype html>", "assets/vault.js": "export {};", "assets/é.css": "" };
  const files = Object.entries(contents).map(([path, text]) => releaseFileOf(path, encodeUtf8(text)));
  const release = encodeRelease({ version: "1.0.0", atMs: TEST_NOW_MS, files });
  const empty = encodeRelease({ version: "1.0.0", atMs: TEST_NOW_MS, files: [] });
  const changed = (name: string, change: (map: Fields) => Fields, error = "protocol.malformed"): VectorCase => ({
    name,
    release: encodeCbor(change(decodeCbor(release) as Fields)),
    error,
  });
  const withFiles = (name: string, change: (files: readonly CborValue[]) => readonly CborValue[]) =>
    changed(name, (map) => ({ ...map, files: change(map["files"] as readonly CborValue[]) }));
  const withPath = (path: string) =>
    withFiles(`the path ${JSON.stringify(path)}`, () => [[path, 0, new Uint8Array(32)]]);
  writeVectors(
    "protocol/release",
    "Release manifests. `contents` are the files of the first one, as text.",
    [
      {
        name: "three files",
        release,
        commitment: releaseCommitment(release),
        paths: ["assets/vault.js", "assets/é.css", "index.html"],
      },
      { name: "no files", release: empty, commitment: releaseCommitment(empty), paths: [] },
      { name: "a byte left over", release: Uint8Array.of(...release, 0), error: "protocol.malformed" },
      changed("version 2 of the layout", (map) => ({ ...map, v: 2 }), "protocol.bad_version"),
      changed("a further key", (map) => ({ ...map, note: "x" })),
      changed("a missing key", ({ atMs: _atMs, ...map }) => map),
      changed("no version", (map) => ({ ...map, version: "" })),
      changed("a version of 81 characters", (map) => ({ ...map, version: "1".repeat(81) })),
      withFiles("paths that do not ascend", (all) => [...all].reverse()),
      withFiles("one path twice", ([first]) => [first ?? 0, first ?? 0]),
      withFiles("a hash of 31 bytes", () => [["a", 0, new Uint8Array(31)]]),
      withFiles("a file without a size", () => [["a", new Uint8Array(32)]]),
      ...["", "/a", "a/", "a//b", ".", "a/../b", "a\\b", "a?b", "a#b", "a\u0000b", "x".repeat(513)].map(withPath),
    ],
    { contents },
  );
}
