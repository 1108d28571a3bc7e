// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Writes all vectors anew. HPKE draws its own randomness, so the sealed cases differ in each run. */
import { generateBytes } from "./bytes.ts";
import { generateCrypto } from "./crypto.ts";
import { generateFootage } from "./footage.ts";
import { generateHouseholdLog } from "./household-log.ts";
import { generateLedger } from "./ledger.ts";
import { generateCosignatures } from "./transparency-cosignatures.ts";
import { generateLogs } from "./transparency-log.ts";
import { generateNotes } from "./transparency-notes.ts";
import { generatePolicies } from "./transparency-policy.ts";

generateBytes();
await generateCrypto();
await generateLedger();
await generateFootage();
await generateNotes();
await generateCosignatures();
await generatePolicies();
await generateLogs();
await generateHouseholdLog();
