// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The log says that something happened, never to whom, where or what was seen: no names, addresses, ids or
 * passwords. `error` means a bug or a decision for a person; what passes by itself is `warn`.
 */
import { NightlatchError } from "@nightlatch/errors";
import { destination, pino, type Logger } from "pino";

export type HubLog = Pick<Logger, "debug" | "info" | "warn" | "error">;

/** JSON lines on stderr; stdout belongs to the lines that a starting program reads. */
export function createLog(level: string): HubLog {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination(2));
}

/** What may be said of an error: its code, or for a bug its kind and where it arose. Messages may hold addresses. */
export function describeError(error: unknown): Readonly<{ code: string; at?: string }> {
  if (error instanceof NightlatchError) return { code: String(error.code) };
  if (!(error instanceof Error)) return { code: "unknown" };
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  const place = /(\w[\w.-]*\.ts:\d+:\d+)/u.exec(error.stack ?? "")?.[1];
  return place === undefined ? { code } : { code, at: place };
}
