// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file X-Wing: the draft's three vectors. They are made anew from their seeds by an implementation that we do not ship,
 * and written only when the draft's own text file, hashed, is byte for byte what they spell.
 */
import { encodeHex } from "@nightlatch/bytes";
import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeCases } from "./write-cases.ts";

const PUBLISHED = "circl-1.6.1/kem/xwing/xwing_test.go";
const VECTORS = 3;
const SEED_BYTES = 32;
const ENCAPSULATION_SEED_BYTES = 64;
const LINE_CHARACTERS = 74;
const INDENT = "  ";

export function importXWing(folder: string): void {
  // The draft draws all seeds from one SHAKE128 of nothing, a pair of seeds a vector.
  const pairBytes = SEED_BYTES + ENCAPSULATION_SEED_BYTES;
  const stream = shake128("", VECTORS * pairBytes);
  const cases = Array.from({ length: VECTORS }, (_, i) =>
    makeCase(stream.subarray(i * pairBytes, (i + 1) * pairBytes)),
  );
  const text = cases.map((fields) => `${Object.entries(fields).map(spell).join("")}\n`).join("");
  const published = /want := "([0-9a-f]{64})"/.exec(readFileSync(join(folder, PUBLISHED), "utf8"))?.[1];
  if (encodeHex(shake128(text, 32)) !== published) throw new Error("not the draft's X-Wing vectors");
  writeCases(
    "x-wing",
    {
      origin:
        "draft-connolly-cfrg-xwing-kem, spec/test-vectors.txt (github.com/dconnolly/draft-connolly-cfrg-xwing-kem at " +
        "58dc2bbf4b85b1a29dfbce0437365c5fd757b0c5), by its SHAKE128 in Debian golang-github-cloudflare-circl 1.6.1",
      licence: "IETF Trust, code component (BSD-3-Clause)",
      comment: "All three vectors.",
    },
    cases,
  );
}

function makeCase(seeds: Uint8Array): Readonly<Record<string, string>> {
  const [seed, eseed] = [seeds.slice(0, SEED_BYTES), seeds.slice(SEED_BYTES)];
  const { publicKey, secretKey } = ml_kem768_x25519.keygen(seed);
  const { cipherText, sharedSecret } = ml_kem768_x25519.encapsulate(publicKey, Uint8Array.from(eseed)); // which it wipes
  const fields = { seed, sk: secretKey, pk: publicKey, eseed, ct: cipherText, ss: sharedSecret };
  return Object.fromEntries(Object.entries(fields).map(([name, bytes]) => [name, encodeHex(bytes)]));
}

/** As the draft's own script prints a field. */
function spell([name, hex]: readonly [string, string]): string {
  if (name.length + hex.length + 5 < LINE_CHARACTERS) return `${name}     ${hex}\n`;
  const width = LINE_CHARACTERS - INDENT.length;
  const lines = Array.from({ length: Math.ceil(hex.length / width) }, (_, i) => hex.slice(i * width, (i + 1) * width));
  return `${name}\n${lines.map((line) => `${INDENT}${line}\n`).join("")}`;
}

function shake128(text: string, outputLength: number): Uint8Array {
  return Uint8Array.from(createHash("shake128", { outputLength }).update(text).digest());
}
