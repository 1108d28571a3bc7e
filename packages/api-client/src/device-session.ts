// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Keeps a device signed in: proves its key when a token is needed, renews before expiry, and once more when
 * the server forgot the token. One proof at a time, however many calls wait for it.
 */
import {
  SESSION_LIFE_MS,
  type CallInput,
  type CallOutput,
  type ROUTES,
  type RouteName,
} from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { formatId, type DeviceId, type LaneId } from "@nightlatch/protocol/wire";
import type { CallOptions } from "./call-route.ts";
import type { HttpClient } from "./http-client.ts";

export type SessionKey = Readonly<{
  lane: LaneId;
  device: DeviceId;
  /** Signs the challenge with the device's session key (protocol §10). */
  prove: (challenge: Uint8Array) => Promise<Uint8Array>;
}>;

type Token = Readonly<{ text: string; renewAtMs: number }>;

/** A token is renewed this long before it ends, or halfway for shorter ones. */
const RENEW_BEFORE_MS = 60_000;

export class DeviceSession {
  readonly #http: HttpClient;
  readonly #key: SessionKey;
  readonly #nowMs: () => number;
  #token: Promise<Token> | undefined;

  constructor(http: HttpClient, key: SessionKey, nowMs: () => number = () => Date.now()) {
    this.#http = http;
    this.#key = key;
    this.#nowMs = nowMs;
  }

  /** Calls a route as this device. @throws ClientError; `session.refused` when the device is not in the household */
  async call<N extends RouteName>(
    name: N,
    input: CallInput<(typeof ROUTES)[N]>,
    options: Omit<CallOptions, "token"> = {},
  ): Promise<CallOutput<(typeof ROUTES)[N]>> {
    const token = await this.token();
    try {
      return await this.#http.call(name, input, { ...options, token });
    } catch (error) {
      if (!hasCode(error, "session.unknown") && !hasCode(error, "session.expired")) throw error;
      return this.#http.call(name, input, { ...options, token: await this.token(token) });
    }
  }

  /** A token that is good for a while. `refused` is one that the server turned down: never handed out again. */
  async token(refused?: string): Promise<string> {
    for (;;) {
      const isOurs = this.#token === undefined;
      const current = (this.#token ??= this.#signIn());
      const { text, renewAtMs } = await this.#orForget(current);
      if (isOurs || (text !== refused && this.#nowMs() < renewAtMs)) return text;
      // Of all who find the token old, the first renews it; the others wait for the new one.
      if (this.#token === current) this.#token = undefined;
    }
  }

  /** Ends the session at the server, if there is one. */
  async signOut(): Promise<void> {
    const known = await this.#token?.catch(() => undefined);
    this.#token = undefined;
    if (known !== undefined) await this.#http.call("deleteSession", {}, { token: known.text });
  }

  async #signIn(): Promise<Token> {
    const [lane, device] = [formatId(this.#key.lane), formatId(this.#key.device)];
    const { challenge } = await this.#http.call("createChallenge", { body: { lane, device } });
    const signature = encodeBase64url(await this.#key.prove(decodeBase64url(challenge)));
    const body = { lane, device, challenge, signature };
    const startedAtMs = this.#nowMs();
    const { token, expiresAtMs } = await this.#http.call("createSession", { body });
    const lifeMs = believableLife(expiresAtMs - startedAtMs);
    return { text: token, renewAtMs: startedAtMs + lifeMs - Math.min(RENEW_BEFORE_MS, lifeMs / 2) };
  }

  /** A failed sign-in is told to all who waited for it, and tried again by the next caller. */
  async #orForget(token: Promise<Token>): Promise<Token> {
    try {
      return await token;
    } catch (error) {
      if (this.#token === token) this.#token = undefined;
      throw error;
    }
  }
}

/** The two clocks may differ by years; then the contract's figure is the better guess, and a 401 corrects it. */
function believableLife(lifeMs: number): number {
  return lifeMs > 0 && lifeMs <= SESSION_LIFE_MS ? lifeMs : SESSION_LIFE_MS;
}
