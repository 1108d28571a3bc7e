// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the operator has published (protocol §15): items, their leaves, the proof of one, and what they count to. */
import { LANE_LEAF_BYTES, MAX_OPERATOR_ITEM_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute } from "../define-route.ts";
import { bytesText, count, countText, exactBytesText, idText, timeMs } from "../field-types.ts";
import { MAX_CHECKPOINT_BYTES } from "../limits.ts";
import { logProof } from "./lane.ts";

const leaf = exactBytesText(LANE_LEAF_BYTES);
/** Days since 1970 in UTC as "2027-03-09". */
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/u);

export const readOperator = defineRoute({
  method: "GET",
  path: "/log/operator",
  summary: "The first key of the operator's lane in the public log, and how many of its items are logged.",
  auth: "none",
  isForOperator: true,
  status: 200,
  response: z.object({ laneKey: exactBytesText(32), lane: idText, size: count }),
  cacheControl: "no-cache",
  isIdempotent: true,
  errors: ["operator.unknown", "rate.limited"],
});

export const readOperatorItems = defineRoute({
  method: "GET",
  path: "/log/operator/items",
  summary: "The operator's items that are in the log, from a number on, each with its leaf; at most 500.",
  auth: "none",
  isForOperator: true,
  query: z.object({ from: countText().default(0) }),
  status: 200,
  /** Leaf i commits to item i. `size`: how many there are in all. */
  response: z.object({ items: z.array(bytesText(MAX_OPERATOR_ITEM_BYTES)), leaves: z.array(leaf), size: count }),
  cacheControl: "no-cache",
  isIdempotent: true,
  errors: ["request.malformed", "rate.limited"],
});

export const readOperatorProof = defineRoute({
  method: "GET",
  path: "/v1/operator/proof",
  summary:
    "The checkpoint that this household's hubs signed, and in it the leaf of an item; of the newest without `slot`.",
  auth: "device",
  isForOperator: true,
  query: z.object({ from: countText().default(0), slot: countText().optional() }),
  status: 200,
  response: z.object({
    checkpoint: bytesText(MAX_CHECKPOINT_BYTES),
    consistency: logProof,
    /** Absent while the checkpoint does not hold it. */
    leaf: z.object({ leaf, slot: count, index: count, inclusion: logProof }).optional(),
  }),
  isIdempotent: true,
  errors: ["request.malformed"],
});

export const readAccessCount = defineRoute({
  method: "GET",
  path: "/v1/public/access",
  summary:
    "How often staff was let see a household's pictures, by day, purpose and staff key; counted from the log alone.",
  auth: "none",
  isForOperator: true,
  status: 200,
  response: z.object({
    /** Items that were counted: the first `size` of the operator's lane. */
    size: count,
    grants: z.array(z.object({ day, purpose: z.string(), kind: z.string(), staff: idText, grants: count })),
    legalDemands: z.array(z.object({ slot: count, number: z.string(), atMs: timeMs })),
    rosterChanges: z.array(z.object({ slot: count, type: z.string(), atMs: timeMs, staff: z.array(idText) })),
  }),
  cacheControl: "no-cache",
  isIdempotent: true,
  errors: ["rate.limited"],
});
