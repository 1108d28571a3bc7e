// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The roster as its officers keep it: entries, and those that wait for another signature; legal demands. */
import { MAX_ROSTER_ENTRY_BYTES, MAX_STAFF_STATEMENT_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute, OCTETS } from "../../define-route.ts";
import { bytesText, count, countText, exactBytesText, hashText, idText, timeMs } from "../../field-types.ts";

const entry = bytesText(MAX_ROSTER_ENTRY_BYTES);

export const readRoster = defineRoute({
  method: "GET",
  path: "/v1/staff/roster",
  summary: "Signed roster entries from a number on, also those that the log does not hold yet.",
  auth: "staff",
  query: z.object({ from: countText().default(0) }),
  status: 200,
  response: z.object({ entries: z.array(entry), seq: count, head: hashText }),
  isIdempotent: true,
  errors: ["request.malformed"],
});

export const signRosterEntry = defineRoute({
  method: "POST",
  path: "/v1/staff/roster/signatures",
  summary: "Signs a roster entry. It is appended when enough have signed, and waits for others until then.",
  auth: "staff",
  body: z.object({ entry, signature: exactBytesText(64) }),
  status: 200,
  response: z.object({ state: z.enum(["waiting", "appended"]), signatures: count }),
  isIdempotent: true,
  errors: ["request.malformed", "roster.conflict", "roster.wrong_time", "access.denied", "rate.limited"],
});

export const readRosterDrafts = defineRoute({
  method: "GET",
  path: "/v1/staff/roster/drafts",
  summary: "Roster entries that wait for a signature.",
  auth: "staff",
  status: 200,
  response: z.object({
    drafts: z.array(z.object({ draft: hashText, entry, signers: z.array(idText), expiresAtMs: timeMs })),
  }),
  isIdempotent: true,
  errors: ["access.denied"],
});

export const deleteRosterDraft = defineRoute({
  method: "DELETE",
  path: "/v1/staff/roster/drafts/{draft}",
  summary: "Takes a waiting entry back.",
  auth: "staff",
  params: z.object({ draft: hashText }),
  status: 204,
  isIdempotent: true,
  errors: ["request.malformed", "access.denied"],
});

export const postLegalDemand = defineRoute({
  method: "POST",
  path: "/v1/staff/legal-demands",
  summary: "Publishes that a legal demand came: its number, its time, and the hash of its sealed words.",
  auth: "staff",
  body: OCTETS,
  maxBodyBytes: MAX_STAFF_STATEMENT_BYTES,
  status: 201,
  response: z.object({ slot: count }),
  isIdempotent: true,
  errors: ["request.malformed", "request.too_large", "paper.refused", "access.denied"],
});
