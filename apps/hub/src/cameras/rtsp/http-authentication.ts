// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Answers a camera's challenge: Digest (RFC 7616, SHA-256 before MD5) before Basic (RFC 7617).
 * The password leaves this file only inside an Authorization header.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Credentials } from "./rtsp-url.ts";

export type Challenge = Readonly<{ scheme: string; parameters: ReadonlyMap<string, string> }>;

/** Owns the nonce counter of one connection. */
export class Authenticator {
  readonly #credentials: Credentials;
  #challenge: Challenge | undefined;
  #nonceCount = 0;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /** Takes the best challenge that we can answer; false when there is none. */
  accept(headers: readonly string[]): boolean {
    const best = headers
      .flatMap(parseChallenges)
      .filter((challenge) => rank(challenge) > 0)
      .sort((a, b) => rank(b) - rank(a))[0];
    if (best === undefined) return false;
    this.#challenge = best;
    this.#nonceCount = 0;
    return true;
  }

  /** The nonce that the next answer uses: a refusal with another one means "stale", not "wrong". */
  get nonce(): string | undefined {
    return this.#challenge?.parameters.get("nonce");
  }

  get isStale(): boolean {
    return this.#challenge?.parameters.get("stale")?.toLowerCase() === "true";
  }

  /** The Authorization header, or undefined as long as the camera did not ask. */
  authorize(method: string, uri: string, clientNonce: string = randomBytes(12).toString("hex")): string | undefined {
    if (this.#challenge === undefined) return undefined;
    const { username, password } = this.#credentials;
    if (this.#challenge.scheme === "basic") {
      return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    }
    this.#nonceCount += 1;
    const count = this.#nonceCount.toString(16).padStart(8, "0");
    return digestAnswer(this.#challenge, this.#credentials, { method, uri, clientNonce, count });
  }
}

/** Splits one WWW-Authenticate value, which may hold several challenges. Exported for its own tests. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  const token = /\s*,?\s*([A-Za-z0-9_-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/gy;
  for (let match = token.exec(header); match; match = token.exec(header)) {
    const [, name = "", quoted, bare] = match;
    const value = quoted?.replace(/\\(.)/g, "$1") ?? bare;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
  }
  return challenges;
}

/** 0: cannot answer. Digest beats Basic, so that a listener on the wire learns no password where the camera can do better. */
function rank({ scheme, parameters }: Challenge): number {
  if (scheme === "basic") return 1;
  if (scheme !== "digest" || !parameters.has("nonce")) return 0;
  const qop = parameters.get("qop");
  if (qop !== undefined && !offersAuth(qop)) return 0;
  const name = hashName(parameters);
  return name === "sha256" ? 3 : name === "md5" ? 2 : 0;
}

function offersAuth(qop: string): boolean {
  return qop.split(",").some((one) => one.trim().toLowerCase() === "auth");
}

function hashName(parameters: ReadonlyMap<string, string>): "sha256" | "md5" | undefined {
  const algorithm = (parameters.get("algorithm") ?? "MD5").toLowerCase().replace(/-sess$/, "");
  return algorithm === "sha-256" ? "sha256" : algorithm === "md5" ? "md5" : undefined;
}

function digestAnswer(
  { parameters }: Challenge,
  { username, password }: Credentials,
  request: Readonly<{ method: string; uri: string; clientNonce: string; count: string }>,
): string {
  const { method, uri, clientNonce, count } = request;
  const name = hashName(parameters) ?? "md5";
  const hash = (text: string): string => createHash(name).update(text).digest("hex");
  const realm = parameters.get("realm") ?? "";
  const nonce = parameters.get("nonce") ?? "";
  const algorithm = parameters.get("algorithm");
  const isSession = algorithm?.toLowerCase().endsWith("-sess") ?? false;
  const secret = hash(`${username}:${realm}:${password}`);
  const a1 = isSession ? hash(`${secret}:${nonce}:${clientNonce}`) : secret;
  const a2 = hash(`${method}:${uri}`);
  const usesQop = parameters.has("qop");
  const response = hash(usesQop ? `${a1}:${nonce}:${count}:${clientNonce}:auth:${a2}` : `${a1}:${nonce}:${a2}`);

  const opaque = parameters.get("opaque");
  const parts = [
    `username=${quote(username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(usesQop ? ["qop=auth", `nc=${count}`] : []),
    ...(usesQop || isSession ? [`cnonce="${clientNonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
  ];
  return `Digest ${parts.join(", ")}`;
}

/** A line break in a user name or an echoed value would start a header of the attacker's choice. */
function quote(text: string): string {
  return `"${text.replace(/[\r\n]/g, "").replace(/["\\]/g, "\\$&")}"`;
}
