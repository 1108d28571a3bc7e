// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A staff device's session. Only a person begins one: nothing here signs in by itself, neither when it ends nor when
 * the server forgot it. `signIn` again, and calls go on; sockets are told of the new token.
 */
import type { CallInput, CallOutput, STAFF_ROUTES, StaffRouteName } from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { formatId, type StaffId } from "@nightlatch/protocol/wire";
import type { CallOptions } from "./call-route.ts";
import { ClientError } from "./errors.ts";
import type { StaffHttpClient } from "./http-client.ts";

type SignIn = CallInput<(typeof STAFF_ROUTES)["createStaffSession"]>["body"];
type SignedIn = CallOutput<(typeof STAFF_ROUTES)["createStaffSession"]>;

export type StaffKey = Readonly<{
  staff: StaffId;
  /** Signs the challenge with the device's session key (protocol §15.5). */
  prove: (challenge: Uint8Array) => Promise<Uint8Array>;
  /** Has the authenticator verify the person for the same challenge (WebAuthn); base64url. */
  assert: (challenge: Uint8Array) => Promise<SignIn["assertion"]>;
}>;

export class StaffSession {
  readonly #http: StaffHttpClient;
  readonly #key: StaffKey;
  #session: SignedIn | undefined;

  constructor(http: StaffHttpClient, key: StaffKey) {
    this.#http = http;
    this.#key = key;
  }

  /** Role, team and when it ends, by the server's clock; undefined before `signIn`. */
  get signedIn(): SignedIn | undefined {
    return this.#session;
  }

  /** The person is asked. @throws ClientError session.refused, and what the authenticator throws */
  async signIn(): Promise<SignedIn> {
    const staff = formatId(this.#key.staff);
    const { challenge } = await this.#http.call("createStaffChallenge", { body: { staff } });
    const bytes = decodeBase64url(challenge);
    const signature = encodeBase64url(await this.#key.prove(bytes));
    const assertion = await this.#key.assert(bytes);
    this.#session = await this.#http.call("createStaffSession", { body: { staff, challenge, signature, assertion } });
    return this.#session;
  }

  /** @throws ClientError session.required when nobody has signed in; session.* when it has ended */
  async call<N extends StaffRouteName>(
    name: N,
    input: CallInput<(typeof STAFF_ROUTES)[N]>,
    options: Omit<CallOptions, "token"> = {},
  ): Promise<CallOutput<(typeof STAFF_ROUTES)[N]>> {
    return this.#http.call(name, input, { ...options, token: this.token() });
  }

  /** @throws ClientError session.required */
  token(): string {
    if (this.#session !== undefined) return this.#session.token;
    throw new ClientError("session.required", "nobody is signed in", { status: 401, advice: "Sign in first." });
  }

  /** Ends the session at the server, if there is one. */
  async signOut(): Promise<void> {
    const known = this.#session;
    this.#session = undefined;
    if (known !== undefined) await this.#http.call("deleteStaffSession", {}, { token: known.token });
  }
}
