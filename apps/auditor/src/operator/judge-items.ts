// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The operator's items, judged one behind the other as any household's device judges them (protocol §15.2 to
 * §15.4). Whoever serves them also has the lane's key: that an item is logged makes it public, not right.
 */
import { equalBytes } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import {
  applyRosterEntry,
  decodeOperatorItem,
  verifyAcceptance,
  verifyLegalDemand,
  type OperatorItem,
  type RosterState,
} from "@nightlatch/protocol/wire";
import type { Finding } from "../audit/finding.ts";

/** Slot by slot. Ends behind a roster entry that is refused: nobody knows who worked from then on. */
export function* judgeItems(items: readonly Uint8Array[], laneKey: Uint8Array): Generator<Finding> {
  let roster: RosterState | undefined;
  for (const [slot, bytes] of items.entries()) {
    const item = parseItem(bytes);
    if (typeof item === "string") {
      yield finding(item, "An item of the operator is none.", slot);
      continue;
    }
    if (item.kind === "roster") {
      const verdict = applyRosterEntry(roster, item.bytes);
      if (verdict.kind === "refused") {
        yield finding(verdict.code, "An entry of the roster is refused, and no item behind it can be judged.", slot);
        return;
      }
      if (roster === undefined && !equalBytes(verdict.state.laneKey, laneKey)) {
        yield finding("operator.other_lane", "The roster names another lane for its items than the server.", slot);
      }
      roster = verdict.state;
    } else {
      const code = roster === undefined ? "operator.unknown_staff" : statementRefusal(item, roster);
      if (code !== undefined) yield finding(code, `${WORDS[item.kind]} does not count as of its place.`, slot);
    }
    if (roster !== undefined && !equalBytes(item.roster, roster.head)) {
      yield finding("operator.wrong_roster", "An item names another roster than the entries up to it make.", slot);
    }
  }
}

const WORDS = { acceptance: "An acceptance", "legal-demand": "A legal demand" } as const;

/** The item, or why it is none. */
function parseItem(bytes: Uint8Array): OperatorItem | string {
  try {
    return decodeOperatorItem(bytes);
  } catch (error) {
    return codeOf(error);
  }
}

function statementRefusal({ kind, bytes }: OperatorItem, roster: RosterState): string | undefined {
  try {
    if (kind === "acceptance") verifyAcceptance(bytes, roster);
    else verifyLegalDemand(bytes, roster);
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  if (error instanceof NightlatchError) return String(error.code);
  throw error;
}

function finding(code: string, sentence: string, slot: number): Finding {
  return { code, sentence, subject: `item ${String(slot)}` };
}
