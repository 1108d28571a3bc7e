// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cases by whose turn it is. */
import type { CaseRow, CaseTurn } from "../../vault-client/vault-api.ts";

export const PILES = ["staff", "waiting", "closed", "all"] as const;
export type Pile = (typeof PILES)[number];

export function isOnPile({ turn }: Pick<CaseRow, "turn">, pile: Pile): boolean {
  return pile === "all" || PILE_OF[turn] === pile;
}

export function countPiles(rows: readonly Pick<CaseRow, "turn">[]): Readonly<Record<Pile, number>> {
  const counts = { staff: 0, waiting: 0, closed: 0, all: rows.length };
  for (const { turn } of rows) counts[PILE_OF[turn]] += 1;
  return counts;
}

const PILE_OF: Readonly<Record<CaseTurn, Exclude<Pile, "all">>> = {
  staff: "staff",
  customer: "waiting",
  consent: "waiting",
  closed: "closed",
};
