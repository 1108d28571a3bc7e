// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The public count of what staff was let see, made anew from the operator's items (protocol §15.4): by code that
 * the server has no part in, so a count that leaves something out does not agree.
 */
import {
  decodeAcceptance,
  decodeLegalDemand,
  decodeOperatorItem,
  decodeRosterEntry,
  decodeSigned,
  decodeSignedRosterEntry,
  formatId,
  MAX_STAFF_STATEMENT_BYTES,
  ProtocolError,
  staffIdOf,
  type OperatorItem,
  type RosterBody,
} from "@nightlatch/protocol/wire";

export type AccessCount = Readonly<{
  size: number;
  grants: readonly Readonly<{ day: string; purpose: string; kind: string; staff: string; grants: number }>[];
  legalDemands: readonly Readonly<{ slot: number; number: string; atMs: number }>[];
  rosterChanges: readonly Readonly<{ slot: number; type: string; atMs: number; staff: readonly string[] }>[];
}>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Row<K extends "grants" | "legalDemands" | "rosterChanges"> = AccessCount[K][number];

/** Of the last day that is written with four digits of a year. What claims a later time counts as of then. */
const LAST_DAY_MS = Date.UTC(9999, 11, 31);

/** An item that can't be read counts nothing; that it is there, judge-items.ts tells. */
export function countAccess(items: readonly Uint8Array[]): AccessCount {
  const tally: Tally = { grants: new Map(), legalDemands: [], rosterChanges: [] };
  for (const [slot, item] of items.entries()) {
    try {
      countItem(tally, slot, decodeOperatorItem(item));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
    }
  }
  return { ...tally, size: items.length, grants: [...tally.grants.values()] };
}

type Tally = Readonly<{
  grants: Map<string, Mutable<Row<"grants">>>;
  legalDemands: Row<"legalDemands">[];
  rosterChanges: Row<"rosterChanges">[];
}>;

function countItem({ grants, legalDemands, rosterChanges }: Tally, slot: number, { kind, bytes }: OperatorItem): void {
  switch (kind) {
    case "roster":
      rosterChanges.push({ slot, ...rosterChangeOf(bytes) });
      return;
    case "acceptance":
      countGrant(grants, bytes);
      return;
    case "legal-demand": {
      const { number, atMs } = decodeLegalDemand(statementIn(bytes));
      legalDemands.push({ slot, number, atMs });
    }
  }
}

function countGrant(grants: Tally["grants"], signed: Uint8Array): void {
  const { atMs, purpose, kind, staff } = decodeAcceptance(statementIn(signed));
  const row = { day: dayOf(atMs), purpose, kind, staff: formatId(staff), grants: 0 };
  const key = [row.day, purpose, kind, row.staff].join(" ");
  const counted = grants.get(key) ?? row;
  counted.grants += 1;
  grants.set(key, counted);
}

function rosterChangeOf(signed: Uint8Array) {
  const { body, seen } = decodeRosterEntry(decodeSignedRosterEntry(signed).bytes);
  return { type: body.type, atMs: seen.timeMs, staff: staffIn(body).map(formatId) };
}

function staffIn(body: RosterBody) {
  if (body.type === "found") return body.staff.map(staffIdOf);
  return [body.type === "enrol" ? staffIdOf(body.staff) : body.staff];
}

function statementIn(signed: Uint8Array): Uint8Array {
  return decodeSigned(signed, MAX_STAFF_STATEMENT_BYTES, "statement").bytes;
}

function dayOf(atMs: number): string {
  return new Date(Math.min(atMs, LAST_DAY_MS)).toISOString().slice(0, 10);
}
