// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Why the browser made no credential or signature, in words. Browsers say little on purpose. */
import { NightlatchError } from "@nightlatch/errors";

export function refusalOf(cause: unknown): NightlatchError {
  if (cause instanceof DOMException && (cause.name === "NotAllowedError" || cause.name === "AbortError")) {
    return new NightlatchError("webauthn.refused", "cancelled, timed out, or not this device's key", {
      cause,
      advice:
        "It was cancelled, or the key did not recognise you. Try again, with the key that belongs to this device.",
    });
  }
  return new NightlatchError("webauthn.unavailable", "the browser can't do it here", {
    cause,
    advice: "This browser or page can't use security keys. The console needs https and a current browser.",
  });
}
