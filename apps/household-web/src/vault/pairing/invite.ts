// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The owner's side of letting a browser in (protocol §11). Owns one open invitation. The server carries the
 * messages and may change or withhold them; the short code on both screens is what people compare.
 */
import { NightlatchError } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  createInvite,
  decodeOffer,
  encodeAnswer,
  mailboxIdOf,
  openPairingMessage,
  pairingCode,
  sealPairingMessage,
  type Invite,
  type PairingAnswer,
  type PairingOffer,
} from "@nightlatch/protocol/keys";
import type { PublicServer } from "../server/household-server.ts";

export type InviteDeps = Readonly<{ server: PublicServer; random: RandomSource; nowMs: () => number }>;
export type ReceivedOffer = Readonly<{ offer: PairingOffer; code: string }>;

/** How long the server keeps a mailbox. */
export const INVITE_LASTS_MS = 10 * 60 * 1000;

export class OpenInvite {
  readonly #deps: InviteDeps;
  readonly #invite: Invite;
  readonly #abort = new AbortController();
  readonly expiresAtMs: number;
  #receiving: Promise<ReceivedOffer> | undefined;
  #received: ReceivedOffer | undefined;

  constructor(deps: InviteDeps) {
    this.#deps = deps;
    this.#invite = createInvite(deps.random);
    this.expiresAtMs = deps.nowMs() + INVITE_LASTS_MS;
  }

  get linkFragment(): string {
    return this.#invite.linkFragment;
  }

  get received(): ReceivedOffer | undefined {
    return this.#received;
  }

  /**
   * Takes one offer, once, however often it is asked: with the nonce known, whoever answers could choose keys for a
   * second one that show the same code. @throws pairing.expired | pairing.cancelled | pairing.mismatch
   */
  waitForOffer(): Promise<ReceivedOffer> {
    this.#receiving ??= this.#receiveOffer();
    return this.#receiving;
  }

  async #receiveOffer(): Promise<ReceivedOffer> {
    const { server } = this.#deps;
    const { secret, nonce } = this.#invite;
    const until = { untilMs: this.expiresAtMs, signal: this.#abort.signal };
    const message = await this.#orWaitAnew(server.waitForMessage(mailboxIdOf(secret), "offer", until));
    const offerBytes = await openPairingMessage(secret, "offer", message);
    const received = { offer: decodeOffer(offerBytes), code: pairingCode(secret, offerBytes, nonce) };
    // Only now, with the offer fixed, the nonce comes out: nobody can choose keys to match a code.
    await this.#put("reveal", nonce);
    this.#received = received;
    return received;
  }

  /** A server out of reach for a moment: nothing was taken yet. */
  async #orWaitAnew(message: Promise<Uint8Array>): Promise<Uint8Array> {
    try {
      return await message;
    } catch (error) {
      this.#receiving = undefined;
      throw error;
    }
  }

  /** After the ledger has taken the device in. */
  async answer(answer: PairingAnswer): Promise<void> {
    await this.#put("answer", encodeAnswer(answer));
  }

  cancel(): void {
    this.#abort.abort();
  }

  async #put(slot: "reveal" | "answer", plain: Uint8Array): Promise<void> {
    const { secret } = this.#invite;
    const sealed = await sealPairingMessage(secret, slot, plain, this.#deps.random);
    await this.#deps.server.putMessage(mailboxIdOf(secret), slot, sealed);
  }
}

export function noOpenInvite(): NightlatchError {
  return new NightlatchError("pairing.no_invite", "no invitation is open", {
    advice: "Make a new link and try again.",
  });
}
