// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Signing in with a device key (protocol §10). */
import { z } from "zod";
import { defineRoute } from "../define-route.ts";
import { bytesText, idText, timeMs } from "../field-types.ts";

export const createChallenge = defineRoute({
  method: "POST",
  path: "/v1/sessions/challenges",
  summary: "A fresh challenge for a device to sign. Answers alike for devices that do not exist.",
  auth: "none",
  body: z.object({ lane: idText, device: idText }),
  status: 200,
  response: z.object({ challenge: bytesText(32) }),
  isIdempotent: true,
  errors: ["request.malformed", "rate.limited"],
});

export const createSession = defineRoute({
  method: "POST",
  path: "/v1/sessions",
  summary: "Trades a signed challenge for a short-lived token. A challenge works once.",
  auth: "none",
  body: z.object({ lane: idText, device: idText, challenge: bytesText(32), signature: bytesText(64) }),
  status: 201,
  response: z.object({ token: z.string(), expiresAtMs: timeMs }),
  isIdempotent: false,
  errors: ["request.malformed", "session.refused", "rate.limited"],
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
