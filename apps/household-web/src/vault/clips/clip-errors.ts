// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What can be wrong with a recording, in words for a household. */
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";
import type { Problem } from "../../vault-client/vault-api.ts";

export type ClipErrorCode =
  | "clip.fragment_missing" // a hole in the numbered fragments
  | "clip.cut_short" // fewer fragments than the hub signed for
  | "clip.not_as_signed" // other bytes than the hub signed for
  | "clip.no_picture" // nothing to show in it
  | "clip.unsigned" // no word of the hub about its end, though it must be over
  | "clip.other_hub" // another hub than the camera's made it
  | "clip.removed_hub" // its hub was removed before it, or before anyone here saw it
  | "clip.unknown" // the server has no such clip (any more)
  | "manifest.broken_chain"; // the hub's signed diary does not link up

const ADVICE: Readonly<Record<ClipErrorCode, string>> = {
  "clip.fragment_missing": "A piece of this recording is missing on the server. What was shown before it is genuine.",
  "clip.cut_short": "The end of this recording is missing on the server. What was shown is genuine.",
  "clip.not_as_signed": "This recording was changed after your hub made it. Do not rely on it.",
  "clip.no_picture": "This recording holds no picture. Look a little earlier or later.",
  "clip.unsigned":
    "Your hub has not confirmed this recording yet, so its end may be missing. If that stays, the server holds it back.",
  "clip.other_hub": "This recording was not made by the hub that this camera belongs to. Do not rely on it.",
  "clip.removed_hub":
    "This recording comes from a hub that you removed, and nothing shows that it was made before. Do not rely on it.",
  "clip.unknown": "This recording is no longer on the server. Reload the timeline.",
  "manifest.broken_chain": "The list of recordings from the server does not match what your hub signed.",
};

/** For a list, where nothing is thrown. */
export function clipProblem(code: ClipErrorCode): Problem {
  return { code, advice: ADVICE[code] };
}

export class ClipError extends NightlatchError<ClipErrorCode> {
  constructor(code: ClipErrorCode, message: string, options: ErrorOptionsWithAdvice = {}) {
    super(code, message, { advice: ADVICE[code], ...options });
    this.name = "ClipError";
  }
}
