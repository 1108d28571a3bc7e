// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The camera's login: HTTP Digest (RFC 7616, RFC 2617) with MD5 or SHA-256, or Basic.
 * As strict as the RFCs allow, since clients are tested against it: the URI must be the request's own,
 * the nonce ours, the counter rising.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { RtspRequest } from "./request-reader.ts";

export type LoginScheme = "basic" | "md5" | "sha-256";
export type CameraLogin = Readonly<{
  user: string;
  password: string;
  /** Offered in this order. */
  schemes: readonly LoginScheme[];
  /** Without qop the answer is the short one of RFC 2069. */
  qop: "auth" | "none";
}>;

const REALM = "Nightlatch demo camera";
const HASHES = { md5: "md5", "sha-256": "sha256" } as const;
const ALGORITHMS = { md5: "MD5", "sha-256": "SHA-256" } as const;

export class DigestChallenge {
  readonly #login: CameraLogin;
  readonly #nonce: string;
  #highestCount = 0;

  /** One for each connection. `nonce` is given by tests only. */
  constructor(login: CameraLogin, nonce: string = randomBytes(16).toString("hex")) {
    this.#login = login;
    this.#nonce = nonce;
  }

  /** The values of `WWW-Authenticate`, one for each scheme. */
  offers(): string[] {
    return this.#login.schemes.map((scheme) => {
      if (scheme === "basic") return `Basic realm="${REALM}"`;
      const qop = this.#login.qop === "auth" ? `, qop="auth"` : "";
      return `Digest realm="${REALM}", nonce="${this.#nonce}", algorithm=${ALGORITHMS[scheme]}${qop}`;
    });
  }

  admits(request: RtspRequest): boolean {
    const [, scheme = "", rest = ""] = /^(\w+) +(.*)$/.exec(request.headers.get("authorization") ?? "") ?? [];
    if (scheme.toLowerCase() === "basic") return this.#admitsBasic(rest);
    if (scheme.toLowerCase() === "digest") return this.#admitsDigest(request, parseParameters(rest));
    return false;
  }

  #admitsBasic(credentials: string): boolean {
    const { user, password, schemes } = this.#login;
    return schemes.includes("basic") && isSame(credentials, Buffer.from(`${user}:${password}`).toString("base64"));
  }

  #admitsDigest(request: RtspRequest, given: ReadonlyMap<string, string>): boolean {
    const name = given.get("algorithm")?.toLowerCase() ?? "md5";
    const scheme = name === "md5" || name === "sha-256" ? name : undefined;
    if (scheme === undefined || !this.#login.schemes.includes(scheme)) return false;
    if (given.get("nonce") !== this.#nonce || given.get("realm") !== REALM) return false;
    if (given.get("username") !== this.#login.user || given.get("uri") !== request.uri) return false;
    const count = given.get("nc") ?? "";
    const useQop = this.#login.qop === "auth";
    if (useQop && (given.get("qop") !== "auth" || !this.#isNextCount(count))) return false;
    const expected = digestResponse(HASHES[scheme], {
      user: this.#login.user,
      realm: REALM,
      password: this.#login.password,
      method: request.method,
      uri: request.uri,
      nonce: this.#nonce,
      qop: useQop ? { count, clientNonce: given.get("cnonce") ?? "" } : undefined,
    });
    if (!isSame(given.get("response") ?? "", expected)) return false;
    if (useQop) this.#highestCount = Number.parseInt(count, 16);
    return true;
  }

  /** An answer that was overheard does not open the camera again. */
  #isNextCount(count: string): boolean {
    return /^[0-9a-f]{8}$/i.test(count) && Number.parseInt(count, 16) > this.#highestCount;
  }
}

type DigestInput = Readonly<{
  user: string;
  realm: string;
  password: string;
  method: string;
  uri: string;
  nonce: string;
  qop: Readonly<{ count: string; clientNonce: string }> | undefined;
}>;

/** RFC 7616 §3.4.1 */
export function digestResponse(hash: "md5" | "sha256", input: DigestInput): string {
  const h = (text: string): string => createHash(hash).update(text).digest("hex");
  const a1 = h(`${input.user}:${input.realm}:${input.password}`);
  const a2 = h(`${input.method}:${input.uri}`);
  const { qop } = input;
  if (qop === undefined) return h(`${a1}:${input.nonce}:${a2}`);
  return h(`${a1}:${input.nonce}:${qop.count}:${qop.clientNonce}:auth:${a2}`);
}

function parseParameters(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted, bare] of text.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/g)) {
    parameters.set(name.toLowerCase(), quoted ?? bare ?? "");
  }
  return parameters;
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
