// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Writes vectors/conformance anew from unpacked Debian packages: `node vectors/conformance/import/main.ts FOLDER`.
 * vectors/conformance/README.md names the packages and how to unpack them.
 */
import { argv, exit, stderr } from "node:process";
import { importEd25519 } from "./ed25519.ts";
import { importHpke } from "./hpke.ts";
import { importMlDsa } from "./ml-dsa.ts";
import { importMlKem } from "./ml-kem.ts";
import { importAesGcm } from "./aes-gcm.ts";
import { importXWing } from "./x-wing.ts";

const [folder] = argv.slice(2);
if (folder === undefined) {
  stderr.write("Usage: node vectors/conformance/import/main.ts FOLDER\n");
  exit(2);
}
importEd25519(folder);
importAesGcm(folder);
importMlDsa(folder);
importMlKem(folder);
importHpke(folder);
importXWing(folder);
