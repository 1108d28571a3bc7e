// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The new browser's side of being let in (protocol §11). Owns one attempt. It believes the household that the
 * answer names only when the person at this browser has compared the code too: whoever saw the link can answer.
 */
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  checkReveal,
  decodeAnswer,
  encodeOffer,
  mailboxIdOf,
  openPairingMessage,
  pairingCode,
  parseInvite,
  sealPairingMessage,
  type DeviceSecrets,
  type InviteLink,
  type PairingAnswer,
} from "@nightlatch/protocol/keys";
import type { PublicServer } from "../server/household-server.ts";
import { INVITE_LASTS_MS } from "./invite.ts";

export type JoinDeps = Readonly<{
  server: PublicServer;
  random: RandomSource;
  nowMs: () => number;
  device: DeviceSecrets;
}>;

export class JoinAttempt {
  readonly #deps: JoinDeps;
  readonly #link: InviteLink;
  readonly #abort = new AbortController();
  readonly #untilMs: number;
  #code: string | undefined;
  #answering: Promise<PairingAnswer> | undefined;

  /** @param link the whole link, or what stands behind its # @throws protocol.bad_link */
  constructor(deps: JoinDeps, link: string) {
    this.#deps = deps;
    this.#link = parseInvite(link.slice(link.indexOf("#") + 1));
    this.#untilMs = deps.nowMs() + INVITE_LASTS_MS;
  }

  get code(): string | undefined {
    return this.#code;
  }

  /** Introduces this browser; resolves with the code. @throws pairing.mismatch | pairing.expired | pairing.used */
  async offer(name: string): Promise<string> {
    const { device, random, server } = this.#deps;
    const { secret } = this.#link;
    const offerBytes = encodeOffer({ keys: device.publicKeys, name });
    await server.putMessage(
      mailboxIdOf(secret),
      "offer",
      await sealPairingMessage(secret, "offer", offerBytes, random),
    );
    const nonce = await this.#receive("reveal");
    checkReveal(this.#link, nonce);
    this.#code = pairingCode(secret, offerBytes, nonce);
    return this.#code;
  }

  /** @throws pairing.mismatch | pairing.expired | pairing.cancelled */
  waitForAnswer(): Promise<PairingAnswer> {
    this.#answering ??= this.#receive("answer").then(decodeAnswer);
    return this.#answering;
  }

  cancel(): void {
    this.#abort.abort();
  }

  async #receive(slot: "reveal" | "answer"): Promise<Uint8Array> {
    const { secret } = this.#link;
    const until = { untilMs: this.#untilMs, signal: this.#abort.signal };
    return openPairingMessage(secret, slot, await this.#deps.server.waitForMessage(mailboxIdOf(secret), slot, until));
  }
}
