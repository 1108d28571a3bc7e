// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Sealed names, settings and thumbnails (protocol §8). */
import { MAX_RECORD_BYTES, RECORD_KINDS } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute, OCTETS } from "../define-route.ts";
import { bytesText, count, countText, idText } from "../field-types.ts";
import { MAX_LIST_ITEMS } from "../limits.ts";

export const putRecord = defineRoute({
  method: "PUT",
  path: "/v1/records",
  summary: "Stores a record whose version is higher than the stored one. The same record again is taken.",
  auth: "device",
  body: OCTETS,
  maxBodyBytes: MAX_RECORD_BYTES,
  status: 201,
  response: z.object({ cursor: count }),
  isIdempotent: true,
  errors: ["request.malformed", "request.too_large", "record.refused", "record.stale_version", "access.denied"],
});

export const readRecords = defineRoute({
  method: "GET",
  path: "/v1/records",
  summary: "The newest version of each record changed after a cursor, but for thumbnails.",
  auth: "device",
  query: z.object({ after: countText().default(0), limit: countText(1, MAX_LIST_ITEMS).default(MAX_LIST_ITEMS) }),
  status: 200,
  /** `cursor`: ask again from here; unchanged when nothing is left. */
  response: z.object({ records: z.array(bytesText(MAX_RECORD_BYTES)), cursor: count }),
  isIdempotent: true,
  errors: ["request.malformed"],
});

export const readRecord = defineRoute({
  method: "GET",
  path: "/v1/records/{kind}/{id}",
  summary: "The newest version of one record.",
  auth: "device",
  params: z.object({ kind: z.enum(RECORD_KINDS), id: idText }),
  status: 200,
  response: OCTETS,
  isIdempotent: true,
  errors: ["request.malformed", "record.unknown"],
});
