// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Signing in with a device key (protocol §10). */
import { z } from "zod";
import { defineRoute } from "../define-route.ts";
import { exactBytesText, idText, timeMs } from "../field-types.ts";

export const createChallenge = defineRoute({
  method: "POST",
  path: "/v1/sessions/challenges",
  summary: "A fresh challenge for a device to sign. Answers alike for devices that do not exist.",
  auth: "none",
  body: z.object({ lane: idText, device: idText }),
  status: 200,
  response: z.object({ challenge: exactBytesText(32) }),
  isIdempotent: true,
  errors: ["request.malformed", "rate.limited"],
});

export const createSession = defineRoute({
  method: "POST",
  path: "/v1/sessions",
  summary: "Trades a signed challenge for a short-lived token. A challenge works once.",
  auth: "none",
  body: z.object({ lane: idText, device: idText, challenge: exactBytesText(32), signature: exactBytesText(64) }),
  status: 201,
  response: z.object({ token: z.string(), expiresAtMs: timeMs }),
  isIdempotent: false,
  errors: ["request.malformed", "session.refused", "rate.limited"],
});

export const findHousehold = defineRoute({
  method: "GET",
  path: "/v1/devices/{device}/household",
  summary: "The household of an active device: a paper key knows its own id, but not yet whom it belongs to.",
  // The id is a 128-bit hash of public keys that only members know: nobody can guess or list it.
  auth: "none",
  params: z.object({ device: idText }),
  status: 200,
  response: z.object({ lane: idText }),
  isIdempotent: true,
  errors: ["request.malformed", "household.unknown", "rate.limited"],
});

export const deleteSession = defineRoute({
  method: "DELETE",
  path: "/v1/sessions",
  summary: "Signs out.",
  auth: "device",
  status: 204,
  isIdempotent: true,
  errors: [],
});
