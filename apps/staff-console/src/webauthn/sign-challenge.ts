// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Has the authenticator sign the server's challenge, with the user verified by PIN, finger or face. */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { SignInAnswer, SignInQuestion } from "../vault-client/vault-api.ts";
import { refusalOf } from "./webauthn-refusal.ts";

/** @throws webauthn.refused | webauthn.unavailable */
export async function signChallenge({ challenge, credentialId }: SignInQuestion): Promise<SignInAnswer> {
  const signed = await ask({
    challenge: Uint8Array.from(decodeBase64url(challenge)),
    allowCredentials: [{ type: "public-key", id: Uint8Array.from(decodeBase64url(credentialId)) }],
    userVerification: "required",
  });
  const { response } = signed;
  if (!(response instanceof AuthenticatorAssertionResponse)) throw refusalOf(new TypeError("no assertion"));
  return {
    id: encodeBase64url(new Uint8Array(signed.rawId)),
    clientDataJSON: encodeBase64url(new Uint8Array(response.clientDataJSON)),
    authenticatorData: encodeBase64url(new Uint8Array(response.authenticatorData)),
    signature: encodeBase64url(new Uint8Array(response.signature)),
  };
}

async function ask(publicKey: PublicKeyCredentialRequestOptions): Promise<PublicKeyCredential> {
  try {
    const signed = await navigator.credentials.get({ publicKey });
    if (signed instanceof PublicKeyCredential) return signed;
  } catch (error) {
    throw refusalOf(error);
  }
  throw refusalOf(new TypeError("no credential"));
}
