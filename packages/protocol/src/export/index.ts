// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Exports that prove their origin (protocol §14). For anyone: no secret is in reach of this room. */
export { findExportBox, MAX_EXPORT_PROOF_BYTES } from "./export-box.ts";
export { makeExport, type ExportParts, type ExportedFragment } from "./make-export.ts";
export { verifyExport, type ExportVerdict, type GenuineExport } from "./verify-export.ts";
