// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A household's conversations with support (protocol §16). A case is found by its random id alone: whoever knows
 * it is of it, and no row says which household that is.
 */
import { CASE_KEY_BOX_BYTES, MAX_CASE_BOXES, MAX_CASE_MESSAGE_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute } from "../define-route.ts";
import { bytesText, count, countText, idText, timeMs } from "../field-types.ts";
import { CASE_CODE_DIGITS, MAX_CASES_ASKED, MAX_FIRST_MESSAGES } from "../limits.ts";

export const caseParams = z.object({ case: idText });
export const caseBoxes = z.array(z.object({ staff: idText, box: bytesText(CASE_KEY_BOX_BYTES) })).max(MAX_CASE_BOXES);
const message = bytesText(MAX_CASE_MESSAGE_BYTES);
/** What the server knows of a case besides its bytes. */
export const caseState = z.object({
  case: idText,
  state: z.enum(["open", "closed"]),
  /** Messages so far: the number of the next one. */
  count,
  openedAtMs: timeMs,
  changedAtMs: timeMs,
});
export const caseMessages = z.object({ messages: z.array(z.object({ n: count, atMs: timeMs, message })) });
/** `n` must be the case's count: two who write at once are told apart. */
export const newCaseMessage = z.object({ n: count, message, closes: z.boolean().default(false) });

export const openCase = defineRoute({
  method: "POST",
  path: "/v1/cases",
  summary: "Opens a case with a team: its key, sealed to each of the team's devices, and its first messages.",
  auth: "device",
  isForOperator: true,
  body: z.object({
    case: idText,
    team: z.string().min(1).max(40),
    boxes: caseBoxes,
    messages: z.array(message).max(MAX_FIRST_MESSAGES),
  }),
  status: 201,
  response: z.object({ count }),
  isIdempotent: true,
  errors: ["request.malformed", "case.exists", "case.refused", "access.denied", "rate.limited"],
});

export const putCaseBoxes = defineRoute({
  method: "POST",
  path: "/v1/cases/{case}/boxes",
  summary: "The case's key for staff devices that came later. A device that has one keeps it.",
  auth: "device",
  isForOperator: true,
  params: caseParams,
  body: z.object({ boxes: caseBoxes }),
  status: 204,
  isIdempotent: true,
  errors: ["request.malformed", "case.unknown", "case.refused", "access.denied"],
});

export const appendCaseMessage = defineRoute({
  method: "POST",
  path: "/v1/cases/{case}/messages",
  summary: "Adds a sealed message if it has the next number. The same message again is taken.",
  auth: "device",
  isForOperator: true,
  params: caseParams,
  body: newCaseMessage,
  status: 201,
  response: z.object({ n: count }),
  isIdempotent: true,
  errors: ["request.malformed", "case.unknown", "case.conflict", "case.closed", "access.denied", "rate.limited"],
});

export const readCaseMessages = defineRoute({
  method: "GET",
  path: "/v1/cases/{case}/messages",
  summary: "Sealed messages from a number on; at most 500.",
  auth: "device",
  isForOperator: true,
  params: caseParams,
  query: z.object({ from: countText().default(0) }),
  status: 200,
  response: caseMessages,
  isIdempotent: true,
  errors: ["request.malformed", "case.unknown"],
});

export const readCaseStates = defineRoute({
  method: "POST",
  path: "/v1/cases/states",
  summary: "Where these cases stand; those that are not known are left out.",
  auth: "device",
  isForOperator: true,
  body: z.object({ cases: z.array(idText).max(MAX_CASES_ASKED) }),
  status: 200,
  response: z.object({ cases: z.array(caseState) }),
  isIdempotent: true,
  errors: ["request.malformed", "access.denied"],
});

export const createCaseCode = defineRoute({
  method: "POST",
  path: "/v1/cases/{case}/code",
  summary: "A code to read out on the phone, so that support finds this case. Works once; the newest counts.",
  auth: "device",
  isForOperator: true,
  params: caseParams,
  status: 201,
  response: z.object({ code: z.string().length(CASE_CODE_DIGITS), expiresAtMs: timeMs }),
  isIdempotent: false,
  errors: ["request.malformed", "case.unknown", "case.closed", "access.denied", "rate.limited"],
});
