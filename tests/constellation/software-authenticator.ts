// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file An authenticator in software: one ES256 credential, and answers that say what a test wants them to say. */
import { concatBytes, encodeBase64url } from "@nightlatch/bytes";
import type { StaffCredential } from "@nightlatch/protocol/wire";
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

export type AnswerShape = Readonly<{
  rpId?: string;
  origin?: string;
  type?: string;
  /** User present, user verified. */
  flags?: number;
}>;

const [USER_PRESENT, USER_VERIFIED] = [0x01, 0x04];

export class SoftwareAuthenticator {
  readonly credential: StaffCredential;
  readonly #key: KeyObject;
  readonly #origin: string;

  /** Of the page at `origin`. */
  constructor(origin: string) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    this.#key = privateKey;
    this.#origin = origin;
    this.credential = { id: Uint8Array.from(randomBytes(32)), key: coseKey(x, y) };
  }

  answer(challenge: Uint8Array, shape: AnswerShape = {}) {
    const { origin = this.#origin, type = "webauthn.get", flags = USER_PRESENT | USER_VERIFIED } = shape;
    const rpId = shape.rpId ?? new URL(this.#origin).hostname;
    const client = { type, challenge: encodeBase64url(challenge), origin, crossOrigin: false };
    const clientDataJSON = Buffer.from(JSON.stringify(client));
    const authenticatorData = concatBytes(sha256(Buffer.from(rpId)), Uint8Array.of(flags, 0, 0, 0, 0));
    const signature = sign("sha256", concatBytes(authenticatorData, sha256(clientDataJSON)), this.#key);
    return {
      authenticatorData: encodeBase64url(authenticatorData),
      clientDataJSON: encodeBase64url(clientDataJSON),
      signature: encodeBase64url(signature),
    };
  }
}

/** RFC 9053: an EC2 key for ES256 on P-256. */
function coseKey(x: string, y: string): Uint8Array {
  const [kty, alg, crv] = [
    [0x01, 0x02],
    [0x03, 0x26],
    [0x20, 0x01],
  ];
  const coordinate = (label: number, text: string) => [label, 0x58, 0x20, ...Buffer.from(text, "base64url")];
  return Uint8Array.from([0xa5, ...kty, ...alg, ...crv, ...coordinate(0x21, x), ...coordinate(0x22, y)]);
}

function sha256(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash("sha256").update(bytes).digest());
}
