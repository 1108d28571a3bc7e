// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Codes of eight digits that a customer reads out on the phone, so that staff finds the case. A code opens nothing:
 * who may read the case was decided when its key was sealed. Guessing is slow, and finds a case of one's own team only.
 */
import { CASE_CODE_DIGITS, CASE_CODE_LIFE_MS } from "@nightlatch/api-contract";
import type { RandomSource } from "@nightlatch/crypto/random";
import { formatId, type CaseId, type StaffMember } from "@nightlatch/protocol/wire";
import { ApiError } from "../../errors.ts";
import type { CaseCodeStore } from "../../ports/case-code-store.ts";
import type { Clock } from "../../ports/clock.ts";
import { HourlyBudget } from "../hourly-budget.ts";
import type { Cases } from "./cases.ts";

type Parts = Readonly<{ store: CaseCodeStore; cases: Cases; clock: Clock; random: RandomSource }>;

const CODES = 10 ** CASE_CODE_DIGITS;
/** The largest multiple of CODES in 40 bits: a remainder above it would favour small codes. */
const FAIR_BELOW = Math.floor(2 ** 40 / CODES) * CODES;
const MAX_CODES_AN_HOUR = 30;
const MAX_TRIES_AN_HOUR = 60;

export class CaseCodes {
  readonly #parts: Parts;
  readonly #made: HourlyBudget;
  readonly #tried: HourlyBudget;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#made = new HourlyBudget(parts.clock, MAX_CODES_AN_HOUR);
    this.#tried = new HourlyBudget(parts.clock, MAX_TRIES_AN_HOUR);
  }

  /** @throws case.unknown | case.closed | rate.limited */
  async create(id: CaseId): Promise<Readonly<{ code: string; expiresAtMs: number }>> {
    const { store, cases, clock } = this.#parts;
    const { state } = await cases.read(id);
    if (state === "closed") throw new ApiError("case.closed", "the case is closed");
    this.#made.spend(formatId(id));
    const expiresAtMs = clock.nowMs() + CASE_CODE_LIFE_MS;
    for (;;) {
      const code = this.#draw();
      if (store.add(code, id, expiresAtMs)) return { code, expiresAtMs };
    }
  }

  /** A code is used up by whoever says it first, right team or not. @throws case.wrong_code | rate.limited */
  async redeem(member: StaffMember, code: string): Promise<CaseId> {
    const { store, cases, clock } = this.#parts;
    this.#tried.spend(formatId(member.id));
    const id = store.take(code, clock.nowMs());
    if (id !== undefined && (await cases.read(id)).team === member.team) return id;
    throw new ApiError("case.wrong_code", "no such code");
  }

  #draw(): string {
    for (;;) {
      const drawn = this.#parts.random(5).reduce((sum, byte) => sum * 256 + byte, 0);
      if (drawn < FAIR_BELOW) return String(drawn % CODES).padStart(CASE_CODE_DIGITS, "0");
    }
  }
}
