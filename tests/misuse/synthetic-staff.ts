// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A support desk that does not exist: made-up acts of made-up people, the same for the same seed. Honest members
 * work shifts and differ from each other; some misuse their place from a known day on, each in one way that is known
 * from what insiders did elsewhere. Figures from it say how the rules do on this model, not on people.
 */
import type { StaffAct } from "../../apps/server/src/misuse/staff-act.ts";
import { Chance } from "./chance.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Ways to misuse the desk, and what each does beside an honest day's work. */
export const MISUSES = [
  "browser",
  "fisher",
  "night-watcher",
  "stalker",
  "reviver",
  "live-watcher",
  "rewatcher",
] as const;
export type Misuse = (typeof MISUSES)[number];

export type SyntheticDesk = Readonly<{
  acts: readonly StaffAct[];
  /** From when on a person misuses the desk, and how. Everybody else is honest. */
  misusers: ReadonlyMap<string, Readonly<{ misuse: Misuse; fromMs: number }>>;
  staff: readonly string[];
  firstMs: number;
  days: number;
}>;

export type DeskPlan = Readonly<{ seed: string; honest: number; misusersEach: number; days: number; fromDay: number }>;

export function syntheticDesk({ seed, honest, misusersEach, days, fromDay }: DeskPlan): SyntheticDesk {
  const firstMs = Date.UTC(2026, 0, 5);
  const chance = new Chance(seed);
  const misusers = new Map<string, Readonly<{ misuse: Misuse; fromMs: number }>>();
  const staff: string[] = [];
  for (let n = 0; n < honest; n += 1) staff.push(`honest-${String(n)}`);
  for (const misuse of MISUSES)
    for (let n = 0; n < misusersEach; n += 1) {
      const name = `${misuse}-${String(n)}`;
      staff.push(name);
      misusers.set(name, { misuse, fromMs: firstMs + (fromDay + chance.below(14)) * DAY_MS });
    }
  const acts = staff.flatMap((name) => {
    const member = new Member(name, chance, firstMs);
    const { misuse, fromMs } = misusers.get(name) ?? {};
    for (let day = 0; day < days; day += 1) {
      member.work(day);
      if (misuse !== undefined && firstMs + day * DAY_MS >= (fromMs ?? 0)) member.misuse(misuse, day);
    }
    return member.acts;
  });
  return { acts, misusers, staff, firstMs, days };
}

/** Owns one person's habits and acts. */
class Member {
  readonly acts: StaffAct[] = [];
  readonly #name: string;
  readonly #chance: Chance;
  readonly #firstMs: number;
  /** Two shifts; a few colleagues swap, so that a late hour alone says nothing. */
  readonly #shiftHour: number;
  readonly #casesADay: number;
  readonly #requestShare: number;
  readonly #grantShare: number;
  readonly #liveShare: number;
  #cases = 0;

  constructor(name: string, chance: Chance, firstMs: number) {
    this.#name = name;
    this.#chance = chance;
    this.#firstMs = firstMs;
    this.#shiftHour = chance.is(0.6) ? 7 : 13;
    this.#casesADay = 8 + chance.below(12);
    this.#requestShare = 0.05 + 0.15 * chance.share();
    this.#grantShare = 0.55 + 0.35 * chance.share();
    this.#liveShare = 0.25 * chance.share();
  }

  work(day: number): void {
    if (day % 7 >= 5 && !this.#chance.is(0.2)) return;
    const shift = this.#chance.is(0.03) ? 20 - this.#shiftHour : this.#shiftHour;
    for (let n = this.#chance.around(this.#casesADay); n > 0; n -= 1) {
      const atMs = this.#at(day, shift + 8 * this.#chance.share());
      const place = this.#newCase();
      this.#open(atMs, place);
      // Some cases go on for days, with honest requests for more.
      const requests = this.#chance.is(this.#requestShare) ? 1 + Number(this.#chance.is(0.15)) : 0;
      for (let turn = 0; turn < requests; turn += 1) {
        const footage = this.#chance.is(this.#liveShare) ? "live" : "clips";
        const silentMs = this.#chance.is(0.02) ? 4 * DAY_MS : this.#chance.share() * 20 * HOUR_MS;
        this.#request(atMs + turn * DAY_MS, place, { footage, silentMs, grantShare: this.#grantShare, fetches: 2 });
      }
    }
  }

  misuse(kind: Misuse, day: number): void {
    const now = this.#at(day, this.#shiftHour + 8 * this.#chance.share());
    if (kind === "browser" && this.#chance.is(0.5)) {
      for (let n = 50 + this.#chance.below(60); n > 0; n -= 1) this.#open(now + n * 40_000, this.#newCase());
    }
    if (kind === "fisher") {
      for (let n = this.#chance.around(3); n > 0; n -= 1) {
        this.#request(now, this.#newCase(), { footage: "clips", silentMs: HOUR_MS, grantShare: 0.1, fetches: 3 });
      }
    }
    if (kind === "night-watcher" && this.#chance.is(0.4)) {
      const atMs = this.#at(day, 1 + 3 * this.#chance.share());
      this.#request(atMs, this.#newCase(), { footage: "clips", silentMs: 9 * HOUR_MS, grantShare: 0.7, fetches: 5 });
    }
    if (kind === "stalker" && this.#chance.is(0.5)) {
      const place = { case: `${this.#name}-victim`, household: `${this.#name}-victim-home` };
      this.#request(now, place, { footage: "clips", silentMs: 30 * HOUR_MS, grantShare: 0.5, fetches: 2 });
    }
    if (kind === "reviver" && this.#chance.is(0.4)) {
      this.#request(now, this.#newCase(), { footage: "clips", silentMs: 6 * DAY_MS, grantShare: 0.4, fetches: 3 });
    }
    if (kind === "live-watcher" && this.#chance.is(0.8)) {
      for (let n = 1 + this.#chance.below(2); n > 0; n -= 1) {
        this.#request(now, this.#newCase(), { footage: "live", silentMs: HOUR_MS, grantShare: 0.6, fetches: 1 });
      }
    }
    if (kind === "rewatcher" && this.#chance.is(0.4)) {
      const clip = `${this.#name}-clip-${String(Math.floor(day / 7))}`;
      const place = { case: `${this.#name}-case`, household: `${this.#name}-home` };
      for (let n = 2 + this.#chance.below(4); n > 0; n -= 1) this.#fetch(now + n * 60_000, place, clip);
    }
  }

  #at(day: number, hour: number): number {
    return this.#firstMs + day * DAY_MS + Math.round(hour * HOUR_MS);
  }

  #newCase(): Readonly<{ case: string; household: string }> {
    this.#cases += 1;
    const id = `${this.#name}/${String(this.#cases)}`;
    return { case: id, household: `home of ${id}` };
  }

  #open(atMs: number, place: Readonly<{ case: string }>): void {
    this.acts.push({ kind: "opened", atMs, staff: this.#name, case: place.case });
  }

  #request(
    atMs: number,
    place: Readonly<{ case: string; household: string }>,
    how: Readonly<{ footage: "clips" | "live"; silentMs: number; grantShare: number; fetches: number }>,
  ): void {
    const own = { staff: this.#name, case: place.case };
    const minutes = 5 + this.#chance.below(25);
    this.acts.push({ ...own, kind: "requested", atMs, footage: how.footage, minutes, customerSilentMs: how.silentMs });
    const answerMs = atMs + Math.round(this.#chance.share() * 6 * HOUR_MS);
    if (!this.#chance.is(how.grantShare)) {
      const kind = this.#chance.is(0.5) ? "refused" : "unanswered";
      this.acts.push({
        ...own,
        kind,
        atMs: kind === "refused" ? answerMs : atMs + 12 * HOUR_MS,
        household: place.household,
      });
      return;
    }
    this.acts.push({ ...own, kind: "granted", atMs: answerMs, household: place.household });
    for (let n = this.#chance.around(how.fetches); n > 0; n -= 1) {
      // Looked at within the hour: who asked waits for it.
      this.#fetch(
        atMs + Math.round(this.#chance.share() * HOUR_MS),
        place,
        `${place.case} clip ${String(this.#chance.below(3))}`,
      );
    }
  }

  #fetch(atMs: number, place: Readonly<{ case: string; household: string }>, clip: string): void {
    this.acts.push({ kind: "fetched", atMs, staff: this.#name, case: place.case, household: place.household, clip });
  }
}
