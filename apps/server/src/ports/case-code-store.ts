// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Codes that customers read out, for ten minutes. Short-lived; losing one makes the customer ask for another. */
import type { CaseId } from "./stored-types.ts";

export interface CaseCodeStore {
  /** False when the code is in use. The case's earlier code is forgotten. */
  add(code: string, id: CaseId, expiresAtMs: number): boolean;
  /** A code works once. */
  take(code: string, nowMs: number): CaseId | undefined;
  sweep(nowMs: number): void;
}
