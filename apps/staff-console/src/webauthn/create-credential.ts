// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Makes this device's WebAuthn credential. Workers have no WebAuthn, so the page asks and hands the public half
 * on. The private half stays in the authenticator; without a verified user it signs nothing.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { NewCredential } from "../vault-client/vault-api.ts";
import { credentialKey } from "./credential-key.ts";
import { refusalOf } from "./webauthn-refusal.ts";

/** @throws webauthn.refused | webauthn.unavailable */
export async function createCredential(staff: string, challenge: string): Promise<NewCredential> {
  const made = await ask({
    challenge: Uint8Array.from(decodeBase64url(challenge)),
    rp: { name: "Nightlatch staff" },
    user: { id: Uint8Array.from(decodeBase64url(staff)), name: staff.slice(0, 8), displayName: "Nightlatch staff" },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
    attestation: "none",
  });
  const { response } = made;
  if (!(response instanceof AuthenticatorAttestationResponse)) throw refusalOf(new TypeError("no attestation"));
  const key = credentialKey(new Uint8Array(response.getAuthenticatorData()));
  return { id: encodeBase64url(new Uint8Array(made.rawId)), key: encodeBase64url(key) };
}

/** EdDSA, ES256, RS256 (Windows Hello). */
const ALGORITHMS = [-8, -7, -257] as const;

async function ask(publicKey: PublicKeyCredentialCreationOptions): Promise<PublicKeyCredential> {
  try {
    const made = await navigator.credentials.create({ publicKey });
    if (made instanceof PublicKeyCredential) return made;
  } catch (error) {
    throw refusalOf(error);
  }
  throw refusalOf(new TypeError("no credential"));
}
