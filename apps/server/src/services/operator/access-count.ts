// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What anyone can count from the operator's logged items, and nothing else: accepted grants by day, purpose and
 * staff key, legal demands, roster changes. Items only come, so each is counted once.
 */
import {
  decodeAcceptance,
  decodeLegalDemand,
  decodeOperatorItem,
  decodeRosterEntry,
  decodeSignedRosterEntry,
  decodeSigned,
  formatId,
  MAX_STAFF_STATEMENT_BYTES,
  staffIdOf,
  type OperatorItem,
  type RosterBody,
  type StaffId,
} from "@nightlatch/protocol/wire";
import type { OperatorItems } from "./operator-items.ts";

export type GrantCount = Readonly<{ day: string; purpose: string; kind: string; staff: StaffId; grants: number }>;
export type AccessCountSheet = Readonly<{
  size: number;
  grants: readonly GrantCount[];
  legalDemands: readonly Readonly<{ slot: number; number: string; atMs: number }>[];
  rosterChanges: readonly Readonly<{ slot: number; type: string; atMs: number; staff: readonly StaffId[] }>[];
}>;

const PAGE = 500;

export class AccessCount {
  readonly #items: OperatorItems;
  readonly #grants = new Map<string, GrantCount>();
  readonly #legalDemands: AccessCountSheet["legalDemands"][number][] = [];
  readonly #rosterChanges: AccessCountSheet["rosterChanges"][number][] = [];
  #size = 0;
  #counting: Promise<void> = Promise.resolve();

  constructor(items: OperatorItems) {
    this.#items = items;
  }

  async read(): Promise<AccessCountSheet> {
    this.#counting = this.#counting.then(
      () => this.#countOn(),
      () => this.#countOn(),
    );
    await this.#counting;
    return {
      size: this.#size,
      grants: [...this.#grants.values()],
      legalDemands: [...this.#legalDemands],
      rosterChanges: [...this.#rosterChanges],
    };
  }

  async #countOn(): Promise<void> {
    for (;;) {
      const page = await this.#items.logged(this.#size, PAGE);
      if (page.length === 0) return;
      for (const { slot, item } of page) this.#count(slot, decodeOperatorItem(item));
      this.#size += page.length;
    }
  }

  #count(slot: number, { kind, bytes }: OperatorItem): void {
    switch (kind) {
      case "roster": {
        const { body, seen } = decodeRosterEntry(decodeSignedRosterEntry(bytes).bytes);
        this.#rosterChanges.push({ slot, type: body.type, atMs: seen.timeMs, staff: staffIn(body) });
        return;
      }
      case "acceptance":
        this.#countGrant(decodeAcceptance(decodeSigned(bytes, MAX_STAFF_STATEMENT_BYTES, "acceptance").bytes));
        return;
      case "legal-demand": {
        const { number, atMs } = decodeLegalDemand(
          decodeSigned(bytes, MAX_STAFF_STATEMENT_BYTES, "legal demand").bytes,
        );
        this.#legalDemands.push({ slot, number, atMs });
        return;
      }
    }
  }

  #countGrant({ atMs, purpose, kind, staff }: ReturnType<typeof decodeAcceptance>): void {
    const day = new Date(atMs).toISOString().slice(0, 10);
    const key = [day, purpose, kind, formatId(staff)].join(" ");
    const grants = (this.#grants.get(key)?.grants ?? 0) + 1;
    this.#grants.set(key, { day, purpose, kind, staff, grants });
  }
}

function staffIn(body: RosterBody): readonly StaffId[] {
  if (body.type === "found") return body.staff.map(staffIdOf);
  return [body.type === "enrol" ? staffIdOf(body.staff) : body.staff];
}
