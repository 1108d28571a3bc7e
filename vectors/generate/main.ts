// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Writes all vectors anew. HPKE draws its own randomness, so the sealed cases differ in each run. */
import { generateBytes } from "./bytes.ts";
import { generateCrypto } from "./crypto.ts";
import { generateExports } from "./exports.ts";
import { generateFootage } from "./footage.ts";
import { generateHouseholdLog } from "./household-log.ts";
import { generateLedger } from "./ledger.ts";
import { generateCosignatures } from "./transparency-cosignatures.ts";
import { generateLogs } from "./transparency-log.ts";
import { generateNotes } from "./transparency-notes.ts";
import { generateCases } from "./cases.ts";
import { generateGrants } from "./grants.ts";
import { generateOperatorItems } from "./operator-items.ts";
import { generateRoster } from "./roster.ts";
import { generatePolicies } from "./transparency-policy.ts";

generateBytes();
await generateCrypto();
await generateLedger();
await generateRoster();
await generateOperatorItems();
await generateCases();
await generateGrants();
await generateFootage();
await generateExports();
await generateNotes();
await generateCosignatures();
await generatePolicies();
await generateLogs();
await generateHouseholdLog();
