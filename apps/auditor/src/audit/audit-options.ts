// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What `nightlatch audit` was asked for. */
import { encodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { badUse, parseWords } from "../parse-words.ts";

export type AuditOptions = Readonly<{
  /** Scheme, host and port, without a path. */
  origin: string;
  stateDir: string;
  isJson: boolean;
  policyFile: string | undefined;
  /** Of the newest cosigned checkpoint. */
  maxAgeMs: number;
}>;

const USAGE = "nightlatch audit URL [--state DIR] [--json] [--policy FILE] [--max-age HOURS]";
const HOUR_MS = 60 * 60 * 1000;
/** A server asks its witnesses twice a minute: a day without an answer is no hiccup. */
const DEFAULT_MAX_AGE_HOURS = "24";

/** @throws auditor.bad_option */
export function readAuditOptions(
  words: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): AuditOptions {
  const { values, positionals } = parseWords(
    words,
    {
      state: { type: "string" },
      json: { type: "boolean", default: false },
      policy: { type: "string" },
      "max-age": { type: "string", default: DEFAULT_MAX_AGE_HOURS },
    },
    USAGE,
  );
  const [address, ...more] = positionals;
  if (address === undefined || more.length > 0) throw badUse("one address is audited at a time", USAGE);
  const origin = originOf(address);
  const home = variables["XDG_STATE_HOME"] ?? join(homedir(), ".local/state");
  // Different addresses never share what was learned.
  const own = encodeHex(sha256(encodeUtf8(origin))).slice(0, 16);
  return {
    origin,
    stateDir: resolve(values.state ?? join(home, "nightlatch-audit", own)),
    isJson: values.json,
    policyFile: values.policy,
    maxAgeMs: hoursOf(values["max-age"]) * HOUR_MS,
  };
}

function originOf(address: string): string {
  const url = URL.parse(address);
  const isPlain = url !== null && /^https?:$/u.test(url.protocol) && url.pathname === "/" && url.search === "";
  if (!isPlain || url.username !== "") throw badUse(`"${address}" is no address of a server`, USAGE);
  return url.origin;
}

function hoursOf(text: string): number {
  if (/^[1-9]\d{0,4}$/u.test(text)) return Number(text);
  throw badUse(`"${text}" is no number of hours`, USAGE);
}
