// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Judges what an act would do to the household: now, or when its proposal is confirmed. */
import { applyAdd } from "./apply-add.ts";
import { applyChange } from "./apply-change.ts";
import { applyGroup } from "./apply-group.ts";
import { applyRotate } from "./apply-rotate.ts";
import { applyRules } from "./apply-rules.ts";
import type { EntryPlace } from "./entry-place.ts";
import { applyGrant } from "./grants.ts";
import type { ActBody } from "./ledger-body.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerState } from "./ledger-state.ts";

export function applyAct(state: LedgerState, body: ActBody, place: EntryPlace): LedgerState | LedgerRefusal {
  switch (body.type) {
    case "add":
      return applyAdd(state, body, place);
    case "change":
      return applyChange(state, body, place);
    case "rotate":
      return applyRotate(state, body, place);
    case "grant":
      return applyGrant(state, body, place);
    case "group":
      return applyGroup(state, body, place);
    case "rules":
      return applyRules(state, body, place);
  }
}
