// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file HPKE: the vector of RFC 9180 with our KDF, cipher and mode, and X25519 where we have X-Wing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeCases } from "./write-cases.ts";

const FILE = "circl-1.6.1/hpke/testdata/vectors_rfc9180_5f503c5.json";
const BASE_X25519_SHA256_AES256 = "0 32 1 2";
/** Sequence numbers 0 to 255 are there; each is sealed with the same key and the next nonce. */
const ENCRYPTIONS = 8;
const text = z.string();

const vectors = z.array(
  z.object({
    ...{ mode: z.number(), kem_id: z.number(), kdf_id: z.number(), aead_id: z.number() },
    ...{ info: text, skRm: text, skEm: text, pkRm: text, pkEm: text, enc: text, shared_secret: text },
    encryptions: z.array(z.object({ aad: text, ct: text, nonce: text, pt: text })),
    exports: z.array(z.object({ exporter_context: text, L: z.number(), exported_value: text })),
  }),
);

export function importHpke(folder: string): void {
  const all = vectors.parse(JSON.parse(readFileSync(join(folder, FILE), "utf8")));
  const ours = all.filter(
    (one) => `${one.mode} ${one.kem_id} ${one.kdf_id} ${one.aead_id}` === BASE_X25519_SHA256_AES256,
  );
  writeCases(
    "rfc9180-hpke",
    {
      origin:
        "Debian golang-github-cloudflare-circl 1.6.1, vectors_rfc9180_5f503c5.json (github.com/cfrg/draft-irtf-cfrg-hpke at 5f503c5)",
      licence: "IETF Trust, code component (BSD-3-Clause)",
      comment: `Base mode, DHKEM(X25519), HKDF-SHA256, AES-256-GCM; the first ${ENCRYPTIONS} encryptions.`,
    },
    ours.map(({ encryptions, ...rest }) => ({ ...rest, encryptions: encryptions.slice(0, ENCRYPTIONS) })),
  );
}
