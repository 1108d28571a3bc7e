// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file ML-DSA-44: Wycheproof's verification tests as OpenSSL ships them, and NIST's key generation tests (ACVP). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { writeCases } from "./write-cases.ts";

const VERIFY = "openssl-3.5.7/test/recipes/30-test_evp_data/evppkey_ml_dsa_44_wycheproof_verify.txt";
const KEYGEN = "circl-1.6.1/sign/mldsa/testdata/ML-DSA-keyGen-FIPS204";
const PARAMETER_SET = "ML-DSA-44";

const acvp = z.object({
  testGroups: z.array(
    z.object({
      tgId: z.number(),
      parameterSet: z.string().optional(),
      tests: z.array(z.object({ tcId: z.number(), seed: z.string().optional(), pk: z.string().optional() })),
    }),
  ),
});

export function importMlDsa(folder: string): void {
  const blocks = readFileSync(join(folder, VERIFY), "utf8").split("\n\n").map(readBlock);
  const keys = Object.fromEntries(blocks.flatMap(({ PublicKeyRaw }) => (PublicKeyRaw ? [readKey(PublicKeyRaw)] : [])));
  writeCases(
    "wycheproof-ml-dsa-44",
    {
      origin:
        "Debian openssl 3.5.7, evppkey_ml_dsa_44_wycheproof_verify.txt (github.com/C2SP/wycheproof at 8e7fa6f87e6993d7b613cf48b46512a32df8084a)",
      licence: "Apache-2.0",
      comment: "All 78 tests with a key of the right length. Ours has no context: those with one must be refused.",
    },
    blocks.flatMap(readVerifyCase),
    { keys },
  );
  writeCases(
    "acvp-ml-dsa-44-keygen",
    {
      origin: "Debian golang-github-cloudflare-circl 1.6.1, ML-DSA-keyGen-FIPS204 (github.com/usnistgov/ACVP-Server)",
      licence: "BSD-3-Clause (as packaged)",
      comment: "All 25 tests of ML-DSA-44, public keys only.",
    },
    readKeygen(folder),
  );
}

type Block = Readonly<Record<string, string>>;

/** "Name = value" lines; of a name that comes more than once the values are joined. */
function readBlock(text: string): Block {
  const block: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const title = /^# (\d+) (.*)$/.exec(line);
    if (title) Object.assign(block, { tcId: title[1], comment: title[2] });
    const [name = "", value] = line.split(" = ");
    if (value !== undefined) block[name] = name in block ? `${block[name] ?? ""} ${value}` : value;
  }
  return block;
}

function readKey(text: string): readonly [string, string] {
  const [name = "", , hex = ""] = text.split(":");
  return [name, hex];
}

function readVerifyCase(block: Block): readonly object[] {
  const { tcId, comment, Input, Output, Ctrl = "", Result } = block;
  const key = block["Verify-Message-Public"]?.split(":")[1];
  if (key === undefined || Output === undefined) return [];
  const context = /hexcontext-string:([0-9a-f]*)/.exec(Ctrl)?.[1] ?? "";
  return [{ tcId: Number(tcId), comment, key, context, msg: Input ?? "", sig: Output, valid: Result === undefined }];
}

function readKeygen(folder: string): readonly object[] {
  const [prompt, expected] = ["prompt", "expectedResults"].map((name) => {
    const json = gunzipSync(readFileSync(join(folder, KEYGEN, `${name}.json.gz`))).toString("utf8");
    return acvp.parse(JSON.parse(json)).testGroups;
  });
  const group = prompt?.find(({ parameterSet }) => parameterSet === PARAMETER_SET);
  const keys = new Map(expected?.find(({ tgId }) => tgId === group?.tgId)?.tests.map(({ tcId, pk }) => [tcId, pk]));
  return (group?.tests ?? []).map(({ tcId, seed }) => ({
    tcId,
    seed: seed?.toLowerCase(),
    publicKey: keys.get(tcId)?.toLowerCase(),
  }));
}
