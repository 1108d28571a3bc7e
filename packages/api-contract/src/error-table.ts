// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The one table from error code to HTTP status and what a caller may do. A code that is not here is a bug of
 * the server and answers 500 `server.bug`.
 */
import { LEDGER_REFUSALS, ROSTER_REFUSALS, type LedgerRefusal, type RosterRefusal } from "@nightlatch/protocol/wire";
import { z } from "zod";

type Row = Readonly<{ status: number; retry: "never" | "later" | "after-change"; advice: string }>;

const TABLE = {
  "request.malformed": { status: 400, retry: "never", advice: "The request has another shape than this route takes." },
  "request.too_large": { status: 413, retry: "never", advice: "Send less in one request." },
  "route.unknown": { status: 404, retry: "never", advice: "There is no such address. /openapi.json lists them all." },
  "session.required": { status: 401, retry: "after-change", advice: "Sign in with a device key first." },
  "session.unknown": { status: 401, retry: "after-change", advice: "Sign in again." },
  "session.expired": { status: 401, retry: "after-change", advice: "Sign in again." },
  "session.refused": { status: 401, retry: "never", advice: "This device is not, or no longer, in the household." },
  "access.denied": { status: 403, retry: "never", advice: "This device may not do that. Ask an owner." },
  "rate.limited": { status: 429, retry: "later", advice: "Too many requests. Wait a little and try again." },
  "household.unknown": { status: 404, retry: "never", advice: "No such household on this server." },
  "household.exists": { status: 409, retry: "never", advice: "This household is on the server already." },
  "ledger.conflict": {
    status: 409,
    retry: "after-change",
    advice: "Someone else changed the household. Load it again.",
  },
  "ledger.boxes_mismatch": { status: 422, retry: "never", advice: "The sealed keys do not match the entry." },
  "ledger.wrong_time": {
    status: 409,
    retry: "after-change",
    advice: "This device's clock is wrong. Set it, then try again.",
  },
  "leaf.refused": { status: 422, retry: "never", advice: "The leaf for the public log does not fit the household." },
  "log.unknown": { status: 404, retry: "never", advice: "The public log has no such part." },
  "release.unknown": { status: 404, retry: "never", advice: "No such release of the web app is in the log." },
  "mailbox.empty": { status: 404, retry: "later", advice: "The other device has not answered yet." },
  "mailbox.full": { status: 409, retry: "never", advice: "This invitation was used already. Make a new one." },
  "clip.unknown": { status: 404, retry: "never", advice: "There is no such recording." },
  "clip.exists": { status: 409, retry: "never", advice: "Another recording has this id." },
  "clip.refused": { status: 422, retry: "never", advice: "The recording is not signed by a hub of this household." },
  "part.unknown": { status: 404, retry: "later", advice: "This part of the recording is not here." },
  "part.exists": { status: 409, retry: "never", advice: "Other bytes are stored as this part." },
  "part.too_large": { status: 413, retry: "never", advice: "A part has at most 8 MiB." },
  "part.malformed": { status: 422, retry: "never", advice: "A part consists of whole fragments." },
  "manifest.conflict": { status: 409, retry: "after-change", advice: "The camera's diary goes on from another entry." },
  "manifest.refused": { status: 422, retry: "never", advice: "The manifest is not signed by a hub of this household." },
  "manifest.parts_missing": { status: 409, retry: "after-change", advice: "Upload all parts of the recording first." },
  "record.unknown": { status: 404, retry: "never", advice: "There is no such record." },
  "record.stale_version": { status: 409, retry: "after-change", advice: "A newer version is stored. Load it first." },
  "record.refused": { status: 422, retry: "never", advice: "The record is not signed by a device that may write it." },
  "operator.unknown": { status: 404, retry: "never", advice: "This server has no operator with a roster." },
  "roster.conflict": { status: 409, retry: "after-change", advice: "Someone else changed the roster. Load it again." },
  "roster.wrong_time": {
    status: 409,
    retry: "after-change",
    advice: "The entry's time is far from the server's. Check the clock and make it anew.",
  },
  "paper.refused": { status: 422, retry: "never", advice: "The signed paper does not say what it has to say here." },
  "acceptance.unknown": { status: 404, retry: "later", advice: "The staff device has not accepted yet." },
  "acceptance.exists": { status: 409, retry: "never", advice: "This grant was accepted by another paper already." },
  "grant.unknown": { status: 404, retry: "never", advice: "There is no such grant, or it has ended." },
  "grant.not_accepted": { status: 409, retry: "after-change", advice: "Accept the grant first." },
  "grant.no_receipt": { status: 409, retry: "after-change", advice: "Sign a receipt for this clip first." },
  "case.unknown": { status: 404, retry: "never", advice: "There is no such case." },
  "case.exists": { status: 409, retry: "never", advice: "Another case has this id." },
  "case.refused": {
    status: 422,
    retry: "never",
    advice: "The case's key is for someone who does not work in this team.",
  },
  "case.conflict": { status: 409, retry: "after-change", advice: "Someone else wrote meanwhile. Load the case again." },
  "case.closed": { status: 409, retry: "never", advice: "The case is closed. Open another." },
  "case.wrong_code": {
    status: 404,
    retry: "never",
    advice: "No such code, or it was used or is too old. Ask for a new one.",
  },
  "quota.exceeded": {
    status: 403,
    retry: "after-change",
    advice: "The household's storage is full. Delete recordings.",
  },
  "server.storage_full": { status: 507, retry: "later", advice: "The server's disk is full. Free some space." },
  "server.stopping": { status: 503, retry: "later", advice: "The server is restarting. Try again in a moment." },
  "server.bug": { status: 500, retry: "later", advice: "Something broke in the server. Its log says what." },
} as const satisfies Record<string, Row>;

export type ApiErrorCode = keyof typeof TABLE | LedgerRefusal | RosterRefusal;

export const API_ERROR_CODES: readonly ApiErrorCode[] = [
  ...(Object.keys(TABLE) as (keyof typeof TABLE)[]),
  ...LEDGER_REFUSALS,
  ...ROSTER_REFUSALS.filter((code) => !Object.hasOwn(TABLE, code)),
];

/** What a code means over HTTP. A refused ledger or roster entry is 422: the same entry will never be taken. */
export function errorRow(code: ApiErrorCode): Row {
  if (Object.hasOwn(TABLE, code)) return TABLE[code as keyof typeof TABLE];
  const whose = code.startsWith("roster.") ? "operator's roster" : "household's history";
  return { status: 422, retry: "never", advice: `The ${whose} does not allow this step.` };
}

export function isApiErrorCode(code: string): code is ApiErrorCode {
  return (API_ERROR_CODES as readonly string[]).includes(code);
}

/** The body of every error answer. */
export const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    advice: z.string(),
    /** Facts that a program needs to go on, such as the position of a conflict. */
    details: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.number())])).optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBody>;
