// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which web files this server has served, as the public log has it (protocol §13.5). The same for everyone. */
import { z } from "zod";
import { defineRoute, OCTETS } from "../define-route.ts";
import { count, exactBytesText, hashText, idText, timeMs } from "../field-types.ts";

const FOREVER = "public, max-age=31536000, immutable";

export const readReleases = defineRoute({
  method: "GET",
  path: "/log/releases",
  summary: "The releases that are in the log, oldest first, and the first key of their lane.",
  auth: "none",
  status: 200,
  response: z.object({
    laneKey: exactBytesText(32),
    lane: idText,
    releases: z.array(z.object({ slot: count, index: count, hash: hashText, version: z.string(), atMs: timeMs })),
  }),
  cacheControl: "no-cache",
  isIdempotent: true,
  errors: ["release.unknown", "rate.limited"],
});

export const readRelease = defineRoute({
  method: "GET",
  path: "/log/releases/{hash}",
  summary: "A release: path, size and SHA-256 of each file. `hash` is its commitment in the log.",
  auth: "none",
  params: z.object({ hash: hashText }),
  status: 200,
  response: OCTETS,
  cacheControl: FOREVER,
  isIdempotent: true,
  errors: ["request.malformed", "release.unknown", "rate.limited"],
});
