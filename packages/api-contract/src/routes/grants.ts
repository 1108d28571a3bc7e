// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a household sees of its grants besides its own ledger: acceptance, fetches, who watches now (protocol §17). */
import { MAX_STAFF_STATEMENT_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute } from "../define-route.ts";
import { bytesText, count, countText, hashText, idText, timeMs } from "../field-types.ts";
import { MAX_LIST_ITEMS } from "../limits.ts";

export const watchingStaff = z.object({
  grant: hashText,
  staff: idText,
  camera: idText,
  sinceMs: timeMs,
  untilMs: timeMs,
});

export const readAcceptance = defineRoute({
  method: "GET",
  path: "/v1/grants/{grant}/acceptance",
  summary: "The staff device's signed acceptance of a grant of this household, and its place in the operator's lane.",
  auth: "device",
  isForOperator: true,
  params: z.object({ grant: hashText }),
  status: 200,
  response: z.object({ slot: count, acceptance: bytesText(MAX_STAFF_STATEMENT_BYTES) }),
  isIdempotent: true,
  errors: ["request.malformed", "grant.unknown", "acceptance.unknown"],
});

export const readFetches = defineRoute({
  method: "GET",
  path: "/v1/fetches",
  summary: "The receipts that staff signed before it was given parts of this household's clips, oldest first.",
  auth: "device",
  isForOperator: true,
  query: z.object({ after: countText().default(0), limit: countText(1, MAX_LIST_ITEMS).default(MAX_LIST_ITEMS) }),
  status: 200,
  response: z.object({ fetches: z.array(bytesText(MAX_STAFF_STATEMENT_BYTES)), cursor: count }),
  isIdempotent: true,
  errors: ["request.malformed"],
});

export const readWatching = defineRoute({
  method: "GET",
  path: "/v1/grants/watching",
  summary: "Who of the staff watches a camera of this household right now.",
  auth: "device",
  isForOperator: true,
  status: 200,
  response: z.object({ watching: z.array(watchingStaff) }),
  isIdempotent: true,
  errors: [],
});
