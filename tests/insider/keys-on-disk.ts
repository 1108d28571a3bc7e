// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Everything on a stolen disk that could be a clip's key: each 32 bytes in a row that look random, wherever they
 * begin, and each text that spells 32 bytes. Whether one is a clip's key, the clip's own signed commitment tells.
 */
import { equalBytes } from "@nightlatch/bytes";
import { deriveKey } from "@nightlatch/crypto/kdf";
import { decodeClipOpening, formatId } from "@nightlatch/protocol/wire";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const KEY_BYTES = 32;
/** 32 random bytes have fewer different values once in more than 10^9 times. */
const LEAST_VALUES = 22;
/** Of a clip's file the heads of its first records: what follows is ciphertext, frame after frame. */
const CLIP_FILE_BYTES = 16 * 1024;
const SPELLED = /[0-9a-fA-F]{64}|[\w+/-]{43}/gu;

export async function keysOnDisk(folder: string): Promise<readonly Uint8Array[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = new Map<string, Uint8Array>();
  for (const path of files) {
    const bytes = await readFile(path);
    const searched = path.endsWith(".fragments") ? bytes.subarray(0, CLIP_FILE_BYTES) : bytes;
    for (const key of [...inARow(searched), ...spelled(searched)]) found.set(Buffer.from(key).toString("latin1"), key);
  }
  return [...found.values()];
}

/** The clips that one of these keys opens. */
export function opensBy(keys: readonly Uint8Array[], openings: readonly Uint8Array[]): readonly string[] {
  return openings.flatMap((opening) => {
    const { header } = decodeClipOpening(opening);
    const fits = (key: Uint8Array) => equalBytes(deriveKey(key, "clip-commit", header.clip, KEY_BYTES), header.commit);
    return keys.some(fits) ? [formatId(header.clip)] : [];
  });
}

function* inARow(bytes: Uint8Array): Generator<Uint8Array> {
  const counts = new Map<number, number>();
  const count = (byte: number, by: 1 | -1) => {
    const left = (counts.get(byte) ?? 0) + by;
    if (left === 0) counts.delete(byte);
    else counts.set(byte, left);
  };
  for (const [at, byte] of bytes.entries()) {
    count(byte, 1);
    const first = at - KEY_BYTES + 1;
    if (first < 0) continue;
    if (counts.size >= LEAST_VALUES) yield bytes.subarray(first, at + 1);
    count(bytes[first] ?? 0, -1);
  }
}

function* spelled(bytes: Uint8Array): Generator<Uint8Array> {
  const text = Buffer.from(bytes).toString("latin1");
  for (const [word] of text.matchAll(SPELLED)) {
    const key = Buffer.from(word, word.length === 2 * KEY_BYTES ? "hex" : "base64url");
    if (key.length === KEY_BYTES) yield new Uint8Array(key);
  }
}
