// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Staff signs in: the device proves its key, and its authenticator that the person is there. The roster is asked at
 * every call, so a token dies with its owner's suspension. Nothing renews a session but the person.
 */
import { CHALLENGE_LIFE_MS, STAFF_SESSION_LIFE_MS } from "@nightlatch/api-contract";
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  CHALLENGE_BYTES,
  formatId,
  isStaffSession,
  type OperatorId,
  type StaffId,
  type StaffMember,
} from "@nightlatch/protocol/wire";
import { ApiError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { SessionStore, SignedInStaff } from "../../ports/session-store.ts";
import type { Operator } from "../operator/operator.ts";
import { tokenHashOf } from "../token-hash.ts";
import { isPersonVerified, type Assertion, type RelyingParty } from "./web-authn.ts";

/** Who calls: as the roster has it now, and working. */
export type StaffCaller = Readonly<{ member: StaffMember; operator: OperatorId; expiresAtMs: number }>;
export type StaffProof = Readonly<{
  staff: StaffId;
  challenge: Uint8Array;
  /** By the device's session key. */
  signature: Uint8Array;
  assertion: Assertion;
}>;
type Parts = Readonly<{
  store: SessionStore<SignedInStaff>;
  operator: Operator;
  relyingParty: RelyingParty;
  clock: Clock;
  random: RandomSource;
}>;

const TOKEN_BYTES = 32;

export class StaffSessions {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Answers alike for staff that does not exist: no oracle. */
  createChallenge(staff: StaffId): Uint8Array {
    const { store, clock, random } = this.#parts;
    const challenge = random(CHALLENGE_BYTES);
    store.addChallenge(encodeBase64url(challenge), { staff, expiresAtMs: clock.nowMs() + CHALLENGE_LIFE_MS });
    return challenge;
  }

  /** @throws session.refused, whatever is wrong */
  async createSession(proof: StaffProof): Promise<StaffCaller & Readonly<{ token: string }>> {
    const { store, clock, random, operator } = this.#parts;
    const { roster } = operator;
    const member = await this.#findProved(proof);
    // Suspension may have come while the signatures were checked.
    if (roster === undefined || member === undefined || operator.findWorking(member.id) === undefined) {
      throw new ApiError("session.refused", "the challenge was not answered by working staff");
    }
    const token = encodeBase64url(random(TOKEN_BYTES));
    const expiresAtMs = clock.nowMs() + STAFF_SESSION_LIFE_MS;
    store.addSession(tokenHashOf(token), { staff: member.id, expiresAtMs });
    return { token, member, operator: roster.operator, expiresAtMs };
  }

  /** @throws session.unknown | session.expired | session.refused for whoever does not work now */
  authenticate(token: string): StaffCaller {
    const { store, clock, operator } = this.#parts;
    const session = store.findSession(tokenHashOf(token));
    if (session === undefined) throw new ApiError("session.unknown", "no such session");
    if (session.expiresAtMs <= clock.nowMs()) throw new ApiError("session.expired", "the session has ended");
    const member = operator.findWorking(session.staff);
    if (member !== undefined) {
      return { member, operator: operator.readRoster().operator, expiresAtMs: session.expiresAtMs };
    }
    store.removeSession(tokenHashOf(token));
    throw new ApiError("session.refused", "this staff device does not work any more");
  }

  /** Whose token it is, for rate limits. */
  findStaff(token: string): string | undefined {
    const session = this.#parts.store.findSession(tokenHashOf(token));
    return session === undefined ? undefined : formatId(session.staff);
  }

  end(token: string): void {
    this.#parts.store.removeSession(tokenHashOf(token));
  }

  sweep(): void {
    this.#parts.store.sweep(this.#parts.clock.nowMs());
  }

  async #findProved({ staff, challenge, signature, assertion }: StaffProof): Promise<StaffMember | undefined> {
    const { store, clock, operator, relyingParty } = this.#parts;
    const issued = store.takeChallenge(encodeBase64url(challenge));
    const isOurs = issued !== undefined && issued.expiresAtMs > clock.nowMs() && equalBytes(issued.staff, staff);
    const member = isOurs ? operator.findWorking(staff) : undefined;
    if (member === undefined) return undefined;
    const proof = { operator: operator.readRoster().operator, challenge, signature };
    if (!isStaffSession(member, proof)) return undefined;
    return (await isPersonVerified(member.credential, challenge, assertion, relyingParty)) ? member : undefined;
  }
}
