// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The server's own state. */
import { z } from "zod";
import { defineRoute } from "../define-route.ts";
import { count } from "../field-types.ts";

export const readHealth = defineRoute({
  method: "GET",
  path: "/health",
  summary: "Whether the server can store. 503 when it cannot.",
  auth: "none",
  status: 200,
  response: z.object({ status: z.enum(["ok", "failing"]), database: z.boolean(), storage: z.boolean() }),
  isIdempotent: true,
  errors: ["server.stopping"],
});

export const readQuota = defineRoute({
  method: "GET",
  path: "/v1/quota",
  summary: "How much the household stores and may store.",
  auth: "device",
  status: 200,
  response: z.object({ usedBytes: count, quotaBytes: count }),
  isIdempotent: true,
  errors: [],
});
