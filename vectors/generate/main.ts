// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Writes all vectors anew. HPKE draws its own randomness, so the sealed cases differ in each run. */
import { generateBytes } from "./bytes.ts";
import { generateCrypto } from "./crypto.ts";
import { generateFootage } from "./footage.ts";
import { generateLedger } from "./ledger.ts";

generateBytes();
await generateCrypto();
await generateLedger();
await generateFootage();
