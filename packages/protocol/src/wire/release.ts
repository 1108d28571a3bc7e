// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a release of the web app consists of (protocol §13.5): every file with its hash. Its commitment stands
 * in the public log, so that one visitor cannot be given other files than everyone else unseen.
 */
import { compareBytes, encodeCbor, encodeUtf8, type CborValue } from "@nightlatch/bytes";
import { labelledHash, sha256 } from "@nightlatch/crypto/hash";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import { decodeBounded, MapFields, readArray, readBytes, readUint } from "./map-fields.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";

export type ReleaseFile = Readonly<{
  /** Relative, with "/" between folders: "assets/vault.js". */
  path: string;
  sizeBytes: number;
  /** SHA-256 of the file as it is served, before any transfer encoding. */
  hash: Hash;
}>;
/** Paths are distinct and ascend by their UTF-8 bytes. */
export type Release = Readonly<{ version: string; atMs: number; files: readonly ReleaseFile[] }>;

export const MAX_RELEASE_BYTES = 1024 * 1024;
export const MAX_RELEASE_FILES = 4096;
const MAX_PATH_CHARACTERS = 512;
const MAX_VERSION_CHARACTERS = 80;

export function releaseCommitment(manifest: Uint8Array): Hash {
  return labelledHash("lane-release", manifest);
}

/** How a release names a file with this content. */
export function releaseFileOf(path: string, content: Uint8Array): ReleaseFile {
  return { path, sizeBytes: content.length, hash: sha256(content) };
}

/** The same bytes whatever order the files come in. @throws protocol.malformed | protocol.too_large */
export function encodeRelease(release: Release): Uint8Array {
  const files = [...release.files].sort((a, b) => compareBytes(encodeUtf8(a.path), encodeUtf8(b.path)));
  assertRelease({ ...release, files });
  return encodeCbor({
    v: PROTOCOL_VERSION,
    version: release.version,
    atMs: release.atMs,
    files: files.map(({ path, sizeBytes, hash }) => [path, sizeBytes, hash]),
  });
}

/** @throws protocol.malformed | protocol.bad_version | protocol.too_large */
export function decodeRelease(bytes: Uint8Array): Release {
  const keys = ["v", "version", "atMs", "files"];
  const fields = new MapFields(decodeBounded(bytes, MAX_RELEASE_BYTES, "release"), keys, "release");
  fields.version();
  const release = {
    version: fields.text("version"),
    atMs: fields.uint("atMs"),
    files: fields.list("files", MAX_RELEASE_FILES, decodeFile),
  };
  assertRelease(release);
  return release;
}

function decodeFile(value: CborValue, what: string): ReleaseFile {
  const [path, sizeBytes, hash] = readArray(value, what, 3);
  if (typeof path !== "string") throw malformed("a file of a release has a path");
  return { path, sizeBytes: readUint(sizeBytes, what), hash: readBytes(hash, what, HASH_BYTES) as Hash };
}

function assertRelease({ version, files }: Release): void {
  if (version.length === 0 || version.length > MAX_VERSION_CHARACTERS) throw malformed("a release has a version");
  if (files.length > MAX_RELEASE_FILES) {
    throw new ProtocolError("protocol.too_large", `a release has at most ${MAX_RELEASE_FILES} files`);
  }
  for (const [i, { path }] of files.entries()) {
    if (!isPlainPath(path)) throw malformed("a file of a release has a path that means more than one thing");
    const before = files[i - 1]?.path;
    if (before !== undefined && compareBytes(encodeUtf8(before), encodeUtf8(path)) >= 0) {
      throw malformed("the paths of a release are distinct and ascend");
    }
  }
}

/** Two spellings of one path would be two files to one reader and one to another. */
function isPlainPath(path: string): boolean {
  if (path.length > MAX_PATH_CHARACTERS || /[\\?#\p{Cc}]/u.test(path)) return false;
  return path.split("/").every((name) => name !== "" && name !== "." && name !== "..");
}

function malformed(message: string): ProtocolError {
  return new ProtocolError("protocol.malformed", message);
}
