// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Signing in by device key, and who a token is. A removed device's token dies with its removal: the ledger is
 * asked at every call. All that is left to it is the history up to its removal: a client believes that it was put out
 * only from the signed entry.
 */
import { CHALLENGE_LIFE_MS, SESSION_LIFE_MS } from "@nightlatch/api-contract";
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  CHALLENGE_BYTES,
  formatId,
  verifySessionProof,
  type DeviceId,
  type LaneId,
  type LedgerDevice,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import { ApiError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { SessionStore, SignedInDevice } from "../ports/session-store.ts";
import type { Ledgers } from "./ledgers.ts";
import { tokenHashOf } from "./token-hash.ts";

/** Who calls: checked against the ledger as it is now. `removedSeq` is set only where removed devices may call. */
export type Caller = Readonly<{ lane: LaneId; device: LedgerDevice; state: LedgerState; expiresAtMs: number }>;
export type SignedChallenge = Readonly<{
  lane: LaneId;
  device: DeviceId;
  challenge: Uint8Array;
  signature: Uint8Array;
}>;

const TOKEN_BYTES = 32;

export class Sessions {
  readonly #store: SessionStore<SignedInDevice>;
  readonly #ledgers: Ledgers;
  readonly #clock: Clock;
  readonly #random: RandomSource;

  constructor(parts: { store: SessionStore<SignedInDevice>; ledgers: Ledgers; clock: Clock; random: RandomSource }) {
    this.#store = parts.store;
    this.#ledgers = parts.ledgers;
    this.#clock = parts.clock;
    this.#random = parts.random;
  }

  /** Answers alike for devices that do not exist: no oracle. */
  createChallenge(lane: LaneId, device: DeviceId): Uint8Array {
    const challenge = this.#random(CHALLENGE_BYTES);
    const expiresAtMs = this.#clock.nowMs() + CHALLENGE_LIFE_MS;
    this.#store.addChallenge(encodeBase64url(challenge), { lane, device, expiresAtMs });
    return challenge;
  }

  /** @throws session.refused, whatever is wrong */
  async createSession(proof: SignedChallenge): Promise<Readonly<{ token: string; expiresAtMs: number }>> {
    const nowMs = this.#clock.nowMs();
    const issued = this.#store.takeChallenge(encodeBase64url(proof.challenge));
    const fits =
      issued !== undefined &&
      issued.expiresAtMs > nowMs &&
      equalBytes(issued.lane, proof.lane) &&
      equalBytes(issued.device, proof.device);
    const state = fits ? await this.#ledgers.find(proof.lane) : undefined;
    const device = state?.devices.get(formatId(proof.device));
    if (device === undefined || !verifySessionProof(device.keys, proof, proof.signature)) {
      throw new ApiError("session.refused", "the challenge was not answered by a device of this household");
    }
    const token = encodeBase64url(this.#random(TOKEN_BYTES));
    const expiresAtMs = nowMs + SESSION_LIFE_MS;
    this.#store.addSession(tokenHashOf(token), { lane: proof.lane, device: proof.device, expiresAtMs });
    return { token, expiresAtMs };
  }

  /** @throws session.unknown | session.expired | session.refused */
  async authenticate(token: string): Promise<Caller> {
    const caller = await this.authenticateEvenRemoved(token);
    if (caller.device.removedSeq === undefined) return caller;
    throw new ApiError("session.refused", "the device is not in the household any more");
  }

  /** @throws session.unknown | session.expired | session.refused for a device that never was in the household */
  async authenticateEvenRemoved(token: string): Promise<Caller> {
    const session = this.#store.findSession(tokenHashOf(token));
    if (session === undefined) throw new ApiError("session.unknown", "no such session");
    if (session.expiresAtMs <= this.#clock.nowMs()) throw new ApiError("session.expired", "the session has ended");
    const state = await this.#ledgers.find(session.lane);
    const device = state?.devices.get(formatId(session.device));
    if (state === undefined || device === undefined) {
      this.#store.removeSession(tokenHashOf(token));
      throw new ApiError("session.refused", "the device is not in the household");
    }
    return { lane: session.lane, device, state, expiresAtMs: session.expiresAtMs };
  }

  /** The same device as the ledger has it now, also when it is out: for connections that last. */
  async renewed(caller: Caller): Promise<Caller> {
    const state = await this.#ledgers.find(caller.lane);
    const device = state?.devices.get(formatId(caller.device.id));
    return state === undefined || device === undefined ? caller : { ...caller, state, device };
  }

  /** Whose token it is, for rate limits: one budget a device, however often it signs in. */
  findDevice(token: string): string | undefined {
    const session = this.#store.findSession(tokenHashOf(token));
    return session === undefined ? undefined : `${formatId(session.lane)}/${formatId(session.device)}`;
  }

  end(token: string): void {
    this.#store.removeSession(tokenHashOf(token));
  }

  sweep(): void {
    this.#store.sweep(this.#clock.nowMs());
  }
}
