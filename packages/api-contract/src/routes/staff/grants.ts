// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a household's signed grant lets a staff device have: these clips, this camera, until then (protocol §17).
 * Everything is asked by the grant's own hash; there is no list of households, cameras or clips to choose from.
 */
import {
  GRANT_BOX_BYTES,
  MAX_GRANT_CLIPS,
  MAX_MANIFEST_BYTES,
  MAX_OPENING_BYTES,
  MAX_STAFF_STATEMENT_BYTES,
} from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute, OCTETS } from "../../define-route.ts";
import { bytesText, count, countText, hashText, idText, timeMs } from "../../field-types.ts";
import { MAX_PARTS_A_CLIP } from "../../limits.ts";

const grantParams = z.object({ grant: hashText });
const clipParams = z.object({ grant: hashText, clip: idText });

export const listStaffGrants = defineRoute({
  method: "GET",
  path: "/v1/staff/grants",
  summary: "The grants that name the calling device and are open.",
  auth: "staff",
  status: 200,
  response: z.object({
    grants: z.array(
      z.object({
        grant: hashText,
        request: hashText,
        purpose: z.string(),
        clips: z.array(z.object({ camera: idText, clip: idText, header: hashText })).max(MAX_GRANT_CLIPS),
        camera: idText.nullable(),
        hasSound: z.boolean(),
        untilMs: timeMs,
        /** What its acceptance must say. */
        minutes: count,
        acceptedSlot: count.nullable(),
      }),
    ),
  }),
  isIdempotent: true,
  errors: ["access.denied"],
});

export const postAcceptance = defineRoute({
  method: "POST",
  path: "/v1/staff/acceptances",
  summary: "Publishes the calling device's acceptance of a grant. The same again is answered alike.",
  auth: "staff",
  body: OCTETS,
  maxBodyBytes: MAX_STAFF_STATEMENT_BYTES,
  status: 201,
  response: z.object({ slot: count }),
  isIdempotent: true,
  errors: [
    "request.malformed",
    "request.too_large",
    "paper.refused",
    "grant.unknown",
    "acceptance.exists",
    "access.denied",
  ],
});

export const readGrantBoxes = defineRoute({
  method: "GET",
  path: "/v1/staff/grants/{grant}/boxes",
  summary: "The clip keys that the household released under a grant, sealed to the calling device.",
  auth: "staff",
  params: grantParams,
  status: 200,
  response: z.object({ boxes: z.array(z.object({ clip: idText, box: bytesText(GRANT_BOX_BYTES.withSound) })) }),
  isIdempotent: true,
  errors: ["request.malformed", "grant.unknown", "access.denied"],
});

export const postFetch = defineRoute({
  method: "POST",
  path: "/v1/staff/fetches",
  summary: "Leaves the signed receipt without which no part of a clip is given out. Shown to the household at once.",
  auth: "staff",
  body: OCTETS,
  maxBodyBytes: MAX_STAFF_STATEMENT_BYTES,
  status: 201,
  isIdempotent: true,
  errors: ["request.malformed", "request.too_large", "paper.refused", "grant.unknown", "access.denied"],
});

export const readGrantedClip = defineRoute({
  method: "GET",
  path: "/v1/staff/grants/{grant}/clips/{clip}",
  summary: "A granted clip's opening and parts, once its receipt is stored.",
  auth: "staff",
  params: clipParams,
  status: 200,
  response: z.object({
    opening: bytesText(MAX_OPENING_BYTES),
    manifest: bytesText(MAX_MANIFEST_BYTES).nullable(),
    startMs: timeMs,
    endMs: timeMs.nullable(),
    parts: z.array(z.object({ index: count, sizeBytes: count })),
  }),
  isIdempotent: true,
  errors: ["request.malformed", "grant.unknown", "grant.no_receipt", "clip.unknown", "access.denied"],
});

export const readGrantedPart = defineRoute({
  method: "GET",
  path: "/v1/staff/grants/{grant}/clips/{clip}/parts/{index}",
  summary: "The sealed frames of a part of a granted clip, once its receipt is stored.",
  auth: "staff",
  params: clipParams.extend({ index: countText(0, MAX_PARTS_A_CLIP - 1) }),
  status: 200,
  response: OCTETS,
  isIdempotent: true,
  errors: ["request.malformed", "grant.unknown", "grant.no_receipt", "clip.unknown", "part.unknown", "access.denied"],
});
