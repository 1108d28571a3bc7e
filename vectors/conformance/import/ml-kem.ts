// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file ML-KEM-768: NIST's tests (ACVP), and CCTV's keys that are not reduced and ciphertexts that are rejected. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { writeCases } from "./write-cases.ts";

const TESTS = "usr/share/cargo/registry/fips203-0.4.3/tests";
const NIST = `${TESTS}/nist_vectors`;
const CCTV = `${TESTS}/cctv_vectors/ML-KEM`;
const PACKAGE = "Debian librust-fips203-dev 0.4.3-1";
const NIST_SOURCE = `${PACKAGE}, ML-KEM-*-FIPS203 (github.com/usnistgov/ACVP-Server)`;
const CCTV_SOURCE = `${PACKAGE}, cctv_vectors/ML-KEM (github.com/C2SP/CCTV, ML-KEM)`;
const LICENCE = "MIT or Apache-2.0 (as packaged)";
const PARAMETER_SET = "ML-KEM-768";
/** There is one key for each coefficient: so many are left out between two that are kept. */
const EVERY = 30;

const acvp = z.object({
  testGroups: z.array(
    z.object({
      parameterSet: z.string(),
      function: z.string().optional(),
      dk: z.string().optional(),
      tests: z.array(z.looseObject({ tcId: z.number(), reason: z.string().optional() })),
    }),
  ),
});

export function importMlKem(folder: string): void {
  const [keygen, encapDecap] = ["ML-KEM-keyGen-FIPS203", "ML-KEM-encapDecap-FIPS203"].map((name) => {
    const json = readFileSync(join(folder, NIST, name, "internalProjection.json"), "utf8");
    return acvp
      .parse(
        JSON.parse(
          json
            .toLowerCase()
            .replaceAll('"testgroups"', '"testGroups"')
            .replaceAll('"parameterset"', '"parameterSet"')
            .replaceAll('"tcid"', '"tcId"'),
        ),
      )
      .testGroups.filter(({ parameterSet }) => parameterSet === PARAMETER_SET.toLowerCase());
  });
  const comment = "All tests of ML-KEM-768.";
  const tests = (groups: typeof keygen, named?: string) =>
    groups?.find((group) => group.function === named)?.tests ?? [];
  writeCases(
    "acvp-ml-kem-768-keygen",
    { origin: NIST_SOURCE, licence: LICENCE, comment: `${comment} Encapsulation keys only.` },
    tests(keygen).map(({ tcId, d, z: fallback, ek }) => ({ tcId, d, z: fallback, ek })),
  );
  writeCases(
    "acvp-ml-kem-768-encapsulation",
    { origin: NIST_SOURCE, licence: LICENCE, comment },
    tests(encapDecap, "encapsulation").map(({ tcId, ek, m, c, k }) => ({ tcId, ek, m, c, k })),
  );
  writeCases(
    "ml-kem-768-decapsulation",
    {
      origin: `${NIST_SOURCE}; ${CCTV_SOURCE}`,
      licence: LICENCE,
      comment: `${comment} And CCTV's strcmp and unluckysample.`,
    },
    [
      ...tests(encapDecap, "decapsulation").map(({ tcId, c, k, reason = "" }) => ({
        name: `ACVP ${tcId}: ${reason}`,
        ...{ dk: encapDecap?.find((group) => group.function === "decapsulation")?.dk, c, k },
      })),
      ...["strcmp", "unluckysample"].map((name) => {
        const fields = readFields(readFileSync(join(folder, CCTV, name, `${PARAMETER_SET}.txt`), "utf8"));
        return { name: `CCTV ${name}`, dk: fields["dk"], c: fields["c"], k: fields["K"] };
      }),
    ],
  );
  const keys = gunzipSync(readFileSync(join(folder, CCTV, "modulus", `${PARAMETER_SET}.txt.gz`)))
    .toString("utf8")
    .trim()
    .split("\n");
  writeCases(
    "cctv-ml-kem-768-modulus",
    {
      origin: CCTV_SOURCE,
      licence: LICENCE,
      comment: `Encapsulation keys with one coefficient of q or more: lines 0, ${EVERY}, ${2 * EVERY}, … of ${keys.length}.`,
    },
    keys.flatMap((ek, line) => (line % EVERY === 0 ? [{ line, ek }] : [])),
  );
}

/** "name = hex" lines. */
function readFields(text: string): Readonly<Record<string, string>> {
  const lines = [...text.matchAll(/^(\w+) = ([0-9a-f]+)$/gm)];
  return Object.fromEntries(lines.map(([, name = "", hex = ""]) => [name, hex]));
}
