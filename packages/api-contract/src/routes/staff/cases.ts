// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A team's cases as its staff is shown them: ids, times, state, and sealed bytes (protocol §16). */
import { CASE_KEY_BOX_BYTES, MAX_CASE_MESSAGE_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute } from "../../define-route.ts";
import { bytesText, count, countText, idText, timeMs } from "../../field-types.ts";
import { CASE_CODE_DIGITS, MAX_LIST_ITEMS } from "../../limits.ts";
import { caseBoxes, caseMessages, caseParams, caseState, newCaseMessage } from "../cases.ts";

const limit = countText(1, MAX_LIST_ITEMS).default(MAX_LIST_ITEMS);
/** `box`: the case's key for the calling device; null when the household gave it none. */
const staffCase = caseState.extend({ box: bytesText(CASE_KEY_BOX_BYTES).nullable() });

export const listStaffCases = defineRoute({
  method: "GET",
  path: "/v1/staff/cases",
  summary: "The team's cases that changed after a cursor, oldest change first.",
  auth: "staff",
  query: z.object({ after: countText().default(0), limit }),
  status: 200,
  /** `cursor`: ask again from here; unchanged when nothing is left. */
  response: z.object({ cases: z.array(staffCase), cursor: count }),
  isIdempotent: true,
  errors: ["request.malformed", "access.denied"],
});

export const readStaffCase = defineRoute({
  method: "GET",
  path: "/v1/staff/cases/{case}",
  summary: "One case of the team.",
  auth: "staff",
  params: caseParams,
  status: 200,
  response: staffCase,
  isIdempotent: true,
  errors: ["request.malformed", "case.unknown", "access.denied"],
});

export const readStaffCaseMessages = defineRoute({
  method: "GET",
  path: "/v1/staff/cases/{case}/messages",
  summary: "Sealed messages of a case of the team; at most 500.",
  auth: "staff",
  params: caseParams,
  query: z.object({ from: countText().default(0) }),
  status: 200,
  response: caseMessages,
  isIdempotent: true,
  errors: ["request.malformed", "case.unknown", "access.denied"],
});

export const readTeamMessages = defineRoute({
  method: "GET",
  path: "/v1/staff/messages",
  summary: "Sealed messages of all the team's cases in the order in which they came.",
  auth: "staff",
  query: z.object({ after: countText().default(0), limit }),
  status: 200,
  response: z.object({
    messages: z.array(z.object({ case: idText, n: count, atMs: timeMs, message: bytesText(MAX_CASE_MESSAGE_BYTES) })),
    cursor: count,
  }),
  isIdempotent: true,
  errors: ["request.malformed", "access.denied"],
});

export const appendStaffMessage = defineRoute({
  method: "POST",
  path: "/v1/staff/cases/{case}/messages",
  summary: "Adds a sealed message to a case of the team if it has the next number. The same message again is taken.",
  auth: "staff",
  params: caseParams,
  body: newCaseMessage,
  status: 201,
  response: z.object({ n: count }),
  isIdempotent: true,
  errors: ["request.malformed", "case.unknown", "case.conflict", "case.closed", "access.denied", "rate.limited"],
});

export const putStaffCaseBoxes = defineRoute({
  method: "POST",
  path: "/v1/staff/cases/{case}/boxes",
  summary: "Hands a case's key on to colleagues of the team who came later. A device that has one keeps it.",
  auth: "staff",
  params: caseParams,
  body: z.object({ boxes: caseBoxes }),
  status: 204,
  isIdempotent: true,
  errors: ["request.malformed", "case.unknown", "case.refused", "access.denied"],
});

export const redeemCaseCode = defineRoute({
  method: "POST",
  path: "/v1/staff/codes",
  summary: "Finds the case of a customer who reads out a code. Works once.",
  auth: "staff",
  body: z.object({ code: z.string().length(CASE_CODE_DIGITS).regex(/^\d+$/u) }),
  status: 200,
  response: z.object({ case: idText }),
  isIdempotent: false,
  errors: ["request.malformed", "case.wrong_code", "access.denied", "rate.limited"],
});
