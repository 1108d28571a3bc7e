// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Exports that prove their origin (protocol §14). For anyone: no secret is in reach of this room. */
export { MAX_EXPORT_PROOF_BYTES, type ExportProof, type LogRecord } from "./export-proof.ts";
export type { ExportVerdict, GenuineExport, ShownClip, Unshown } from "./export-verdict.ts";
export { ExportWriter, type ExportedClip, type ExportedFragment } from "./export-writer.ts";
export { judgePublicRecord, type PublicRecord } from "./public-record.ts";
export { verifyExport } from "./verify-export.ts";
