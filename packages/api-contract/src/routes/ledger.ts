// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household's history: create it, read it, go on with it (protocol §4). */
import { GRANT_BOX_BYTES, MAX_GRANT_CLIPS, MAX_LEDGER_ENTRY_BYTES, SEED_BOX_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute } from "../define-route.ts";
import { bytesText, count, countText, idText } from "../field-types.ts";
import { MAX_BOXES_AN_ENTRY, MAX_ENTRY_JSON_BYTES, MAX_RELEASED_BOXES } from "../limits.ts";
import { saltedLeaf } from "./lane.ts";

const signedEntry = z.object({
  entry: bytesText(MAX_LEDGER_ENTRY_BYTES),
  /** In any order, each found by its hash. Those of readers who are not proved yet may be kept back. */
  boxes: z.array(bytesText(SEED_BOX_BYTES)).max(MAX_BOXES_AN_ENTRY),
  /** Those that a `release` entry names, in any order: a granted clip's keys for the staff device (protocol §17). */
  grantBoxes: z.array(bytesText(GRANT_BOX_BYTES.withSound)).max(MAX_GRANT_CLIPS).optional(),
  /** The household's next leaf in the public log, which commits to this entry. Stored with it or not at all. */
  leaf: saltedLeaf.optional(),
});
const head = bytesText(32);

export const createHousehold = defineRoute({
  method: "POST",
  path: "/v1/households",
  summary: "Starts a household with its signed `create` entry.",
  auth: "none",
  body: signedEntry,
  status: 201,
  response: z.object({ lane: idText, seq: count, head }),
  isIdempotent: true,
  errors: [
    "request.malformed",
    "household.exists",
    "ledger.boxes_mismatch",
    "ledger.wrong_time",
    "leaf.refused",
    "rate.limited",
  ],
});

export const readEntries = defineRoute({
  method: "GET",
  path: "/v1/ledger/entries",
  summary: "Signed entries from a number on, in order; at most 500.",
  auth: "device",
  query: z.object({ from: countText().default(0) }),
  status: 200,
  response: z.object({ entries: z.array(bytesText(MAX_LEDGER_ENTRY_BYTES)), seq: count, head }),
  isIdempotent: true,
  errors: [],
});

export const appendEntry = defineRoute({
  method: "POST",
  path: "/v1/ledger/entries",
  summary: "Appends one signed entry if it continues the current head. The same entry again is answered alike.",
  auth: "device",
  body: signedEntry,
  maxBodyBytes: MAX_ENTRY_JSON_BYTES,
  status: 201,
  response: z.object({ seq: count, head }),
  isIdempotent: true,
  errors: [
    "request.malformed",
    "request.too_large",
    "ledger.conflict",
    "ledger.boxes_mismatch",
    "ledger.wrong_time",
    "leaf.refused",
    "access.denied",
  ],
});

export const readBoxes = defineRoute({
  method: "GET",
  path: "/v1/ledger/boxes",
  summary: "The epoch seeds sealed to the calling device.",
  auth: "device",
  status: 200,
  response: z.object({ boxes: z.array(z.object({ group: idText, epoch: count, box: bytesText(SEED_BOX_BYTES) })) }),
  isIdempotent: true,
  errors: [],
});

export const putBoxes = defineRoute({
  method: "POST",
  path: "/v1/ledger/boxes",
  summary: "Releases seed boxes that were kept back until their reader was proved. The same again is taken.",
  auth: "device",
  body: z.object({
    boxes: z
      .array(z.object({ group: idText, epoch: count, device: idText, box: bytesText(SEED_BOX_BYTES) }))
      .max(MAX_RELEASED_BOXES),
  }),
  status: 204,
  isIdempotent: true,
  errors: ["request.malformed", "ledger.boxes_mismatch", "access.denied"],
});
