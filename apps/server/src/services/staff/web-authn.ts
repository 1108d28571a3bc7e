// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether an authenticator answered for a person (WebAuthn). The credential comes from the roster, so nobody can
 * bring another; the person must have been verified, by finger, face or PIN, and not only be there.
 */
import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import { encodeBase64url } from "@nightlatch/bytes";
import type { StaffCredential } from "@nightlatch/protocol/wire";

/** The three byte strings of the browser's answer, as base64url. */
export type Assertion = Readonly<{ authenticatorData: string; clientDataJSON: string; signature: string }>;
/** The page that may ask the authenticator. */
export type RelyingParty = Readonly<{ id: string; origin: string }>;

export async function isPersonVerified(
  credential: StaffCredential,
  challenge: Uint8Array,
  assertion: Assertion,
  { id: expectedRPID, origin: expectedOrigin }: RelyingParty,
): Promise<boolean> {
  const id = encodeBase64url(credential.id);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { id, rawId: id, type: "public-key", clientExtensionResults: {}, response: assertion },
      expectedChallenge: encodeBase64url(challenge),
      expectedOrigin,
      expectedRPID,
      // Whether an authenticator counts is its maker's choice; passkeys that are copied between devices never do.
      credential: { id, publicKey: Uint8Array.from(credential.key), counter: 0 },
      requireUserVerification: true,
    });
    return verified && authenticationInfo.userVerified;
  } catch {
    // The library throws at whatever anyone may send: a wrong origin, another challenge, bytes that are no answer.
    return false;
  }
}
