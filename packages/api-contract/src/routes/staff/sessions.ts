// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Staff signs in: with the device's own key and with WebAuthn, the person verified, each time anew. */
import { z } from "zod";
import { defineRoute } from "../../define-route.ts";
import { bytesText, exactBytesText, idText, timeMs } from "../../field-types.ts";
import { MAX_ASSERTION_BYTES } from "../../limits.ts";

const role = z.string();
const team = z.string();

export const createStaffChallenge = defineRoute({
  method: "POST",
  path: "/v1/staff/sessions/challenges",
  summary:
    "A fresh challenge for a staff device: for its key and for WebAuthn. Answers alike for devices that do not exist.",
  auth: "none",
  body: z.object({ staff: idText }),
  status: 200,
  response: z.object({ challenge: exactBytesText(32) }),
  isIdempotent: true,
  errors: ["request.malformed", "rate.limited"],
});

export const createStaffSession = defineRoute({
  method: "POST",
  path: "/v1/staff/sessions",
  summary: "Trades a challenge, signed by the device's key and by its authenticator, for a token. Works once.",
  auth: "none",
  body: z.object({
    staff: idText,
    challenge: exactBytesText(32),
    signature: exactBytesText(64),
    assertion: z.object({
      authenticatorData: bytesText(MAX_ASSERTION_BYTES),
      clientDataJSON: bytesText(MAX_ASSERTION_BYTES),
      signature: bytesText(MAX_ASSERTION_BYTES),
    }),
  }),
  status: 201,
  response: z.object({ token: z.string(), expiresAtMs: timeMs, role, team }),
  isIdempotent: false,
  errors: ["request.malformed", "session.refused", "rate.limited"],
});

export const deleteStaffSession = defineRoute({
  method: "DELETE",
  path: "/v1/staff/sessions",
  summary: "Signs out.",
  auth: "staff",
  status: 204,
  isIdempotent: true,
  errors: [],
});

export const readStaffSelf = defineRoute({
  method: "GET",
  path: "/v1/staff/self",
  summary: "Who is signed in, and until when.",
  auth: "staff",
  status: 200,
  response: z.object({ staff: idText, role, team, expiresAtMs: timeMs }),
  isIdempotent: true,
  errors: [],
});
