// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads a new credential's public key (COSE) out of the authenticator's data (WebAuthn §6.1). The browser made
 * these bytes; the officers' server checks the key again before anybody can sign in with it.
 */
import { NightlatchError } from "@nightlatch/errors";

const FLAGS_AT = 32;
const ATTESTED = 0x40;
const EXTENDED = 0x80;
/** Hash of the relying party's id (32), flags (1), counter (4), model (16). */
const ID_LENGTH_AT = 53;

/** @throws webauthn.bad_answer */
export function credentialKey(authenticatorData: Uint8Array): Uint8Array {
  const view = new DataView(authenticatorData.buffer, authenticatorData.byteOffset, authenticatorData.byteLength);
  if (authenticatorData.length < ID_LENGTH_AT + 2) throw badAnswer("too short");
  const flags = view.getUint8(FLAGS_AT);
  if ((flags & ATTESTED) === 0) throw badAnswer("no credential in it");
  // What follows the key would need a parser to be told from it; none was asked for.
  if ((flags & EXTENDED) !== 0) throw badAnswer("extensions that nobody asked for");
  const key = authenticatorData.subarray(ID_LENGTH_AT + 2 + view.getUint16(ID_LENGTH_AT));
  if (key.length === 0) throw badAnswer("no key");
  return Uint8Array.from(key);
}

function badAnswer(why: string): NightlatchError {
  return new NightlatchError("webauthn.bad_answer", `authenticator data: ${why}`, {
    advice: "This security key or browser answered in a way that can't be used. Try another one.",
  });
}
