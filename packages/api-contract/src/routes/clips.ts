// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Recordings: opening, parts, listing, deletion (protocol §6). */
import { MAX_MANIFEST_BYTES, MAX_OPENING_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute, OCTETS } from "../define-route.ts";
import { bytesText, count, countText, idText, timeMs } from "../field-types.ts";
import { MAX_LIST_ITEMS, MAX_PART_BYTES, MAX_PARTS_A_CLIP } from "../limits.ts";

const clipParams = z.object({ clip: idText });
const partParams = z.object({ clip: idText, index: countText(0, MAX_PARTS_A_CLIP - 1) });

export const clipItem = z.object({
  clip: idText,
  camera: idText,
  opening: bytesText(MAX_OPENING_BYTES),
  /** Null while the hub is still writing the clip. */
  manifest: bytesText(MAX_MANIFEST_BYTES).nullable(),
  startMs: timeMs,
  endMs: timeMs.nullable(),
  /** Parts that are stored, by index. */
  parts: z.array(z.object({ index: count, sizeBytes: count })),
  sizeBytes: count,
});
export type ClipItem = z.infer<typeof clipItem>;

export const putClip = defineRoute({
  method: "PUT",
  path: "/v1/clips/{clip}",
  summary: "Announces a clip by its signed opening.",
  auth: "device",
  params: clipParams,
  body: OCTETS,
  maxBodyBytes: MAX_OPENING_BYTES,
  status: 201,
  isIdempotent: true,
  errors: ["request.malformed", "request.too_large", "clip.exists", "clip.refused", "access.denied"],
});

export const putPart = defineRoute({
  method: "PUT",
  path: "/v1/clips/{clip}/parts/{index}",
  summary: "Stores a part. Answered only when it is durable; the same bytes again are taken.",
  auth: "device",
  params: partParams,
  body: OCTETS,
  maxBodyBytes: MAX_PART_BYTES,
  status: 201,
  isIdempotent: true,
  errors: [
    "request.malformed",
    "part.too_large",
    "part.malformed",
    "part.exists",
    "clip.unknown",
    "access.denied",
    "quota.exceeded",
    "server.storage_full",
  ],
});

export const readPart = defineRoute({
  method: "GET",
  path: "/v1/clips/{clip}/parts/{index}",
  summary: "The sealed frames of a part.",
  auth: "device",
  params: partParams,
  status: 200,
  response: OCTETS,
  isIdempotent: true,
  errors: ["request.malformed", "clip.unknown", "part.unknown"],
});

export const readClip = defineRoute({
  method: "GET",
  path: "/v1/clips/{clip}",
  summary: "One clip.",
  auth: "device",
  params: clipParams,
  status: 200,
  response: clipItem,
  isIdempotent: true,
  errors: ["request.malformed", "clip.unknown"],
});

export const listClips = defineRoute({
  method: "GET",
  path: "/v1/clips",
  summary: "Clips of a camera that overlap a time, oldest first; at most 500 at once.",
  auth: "device",
  query: z.object({
    camera: idText,
    fromMs: countText(),
    toMs: countText(),
    limit: countText(1, MAX_LIST_ITEMS).default(MAX_LIST_ITEMS),
  }),
  status: 200,
  response: z.object({ clips: z.array(clipItem) }),
  isIdempotent: true,
  errors: ["request.malformed"],
});

export const deleteClip = defineRoute({
  method: "DELETE",
  path: "/v1/clips/{clip}",
  summary: "Deletes a clip's parts and its thumbnail. Its manifest stays in the camera's diary.",
  auth: "device",
  params: clipParams,
  status: 204,
  isIdempotent: true,
  errors: ["request.malformed", "access.denied"],
});
