// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A camera's signed diary (protocol §7). */
import { MAX_MANIFEST_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute, OCTETS } from "../define-route.ts";
import { bytesText, count, countText, idText } from "../field-types.ts";
import { MAX_LIST_ITEMS } from "../limits.ts";

export const putManifest = defineRoute({
  method: "PUT",
  path: "/v1/manifests",
  summary: "Appends a signed manifest to its camera's chain. The same manifest again is taken.",
  auth: "device",
  body: OCTETS,
  maxBodyBytes: MAX_MANIFEST_BYTES,
  status: 201,
  response: z.object({ n: count }),
  isIdempotent: true,
  errors: [
    "request.malformed",
    "request.too_large",
    "manifest.conflict",
    "manifest.refused",
    "manifest.parts_missing",
    "clip.unknown",
    "access.denied",
  ],
});

export const readManifests = defineRoute({
  method: "GET",
  path: "/v1/cameras/{camera}/manifests",
  summary: "A camera's diary from a number on, or the items that end after a time.",
  auth: "device",
  params: z.object({ camera: idText }),
  query: z.object({
    fromN: countText().default(0),
    /** Skips items whose clip, gap or heartbeat ended before this. */
    endsAfterMs: countText().default(0),
    limit: countText(1, MAX_LIST_ITEMS).default(MAX_LIST_ITEMS),
  }),
  status: 200,
  response: z.object({
    manifests: z.array(bytesText(MAX_MANIFEST_BYTES)),
    /** Number and hash of the chain's last item; null while it is empty. */
    last: z.object({ n: count, hash: bytesText(32) }).nullable(),
  }),
  isIdempotent: true,
  errors: ["request.malformed"],
});
