// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What to say when this browser has no decoder for a camera's pictures. */
import type { Problem } from "../vault-client/vault-api.ts";

/** Undefined when the browser says it can. */
export function whyNotPlayable(mimeType: string, codec: string): Problem | undefined {
  if (typeof MediaSource === "undefined") {
    return { code: "player.no_media_source", advice: "This browser is too old to show recordings. Please update it." };
  }
  return MediaSource.isTypeSupported(mimeType) ? undefined : unsupportedCodec(codec);
}

export function unsupportedCodec(codec: string): Problem {
  return codec === "h265"
    ? {
        code: "player.h265_unsupported",
        advice:
          "This browser can't show H.265 pictures. Set the camera to H.264 or use its second stream, or open " +
          "Nightlatch in a browser with H.265 (Safari, or Chrome on a device that decodes it). Export works here too.",
      }
    : {
        code: "player.codec_unsupported",
        advice: "This browser can't show this camera's pictures. Try a current Chrome, Edge, Safari or Firefox.",
      };
}
