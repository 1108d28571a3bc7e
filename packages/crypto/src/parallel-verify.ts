// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Ed25519 by the platform, off this thread, with the verdict of the one strict rule (ed25519-strict.ts).
 *
 * Why it is the same: the key A is found to be canonical and torsion-free first. The platform computes
 * R' = S·B − h·A with S < L, which then has no torsion part, and compares it with R byte by byte; so R has none,
 * either. What is left of the strict rule is said of R's bytes alone. A platform that compares points, times the
 * cofactor, would be laxer: a probe finds it out before it is believed.
 */
import { importVerifyKey, verifyWith } from "#ed25519-backend";
import { concatBytes, decodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { isPlausiblePoint, isStrictKey, verifyStrict } from "./ed25519-strict.ts";
import { judgeKeys } from "./key-batch.ts";
import { SIGNATURE_BYTES, type VerifyKey } from "./keys.ts";
import { labelBytes } from "./label.ts";

/** Signatures that are verified while more of them come in. */
export class SignatureBatch {
  readonly #keys: VerifyKey[] = [];
  readonly #verdicts: Promise<boolean>[] = [];

  /** Starts; the message must not be changed until the verdicts are there. */
  add(key: VerifyKey, context: string, message: Uint8Array, signature: Uint8Array): void {
    this.#keys.push(key);
    this.#verdicts.push(verifyEquation(key, concatBytes(labelBytes(context), message), signature));
  }

  /** What verifySignature says of each, in the order in which they came. */
  async verdicts(): Promise<readonly boolean[]> {
    judgeKeys(this.#keys);
    const verdicts = await Promise.all(this.#verdicts);
    return verdicts.map((isValid, i) => {
      const key = this.#keys[i];
      return isValid && key !== undefined && isStrictKey(key);
    });
  }
}

/** All of the strict rule but what it says of the key. */
async function verifyEquation(key: VerifyKey, signed: Uint8Array, signature: Uint8Array): Promise<boolean> {
  isPlatformStrict ??= probePlatform();
  if (!(await isPlatformStrict)) return verifyStrict(key, signed, signature);
  if (signature.length !== SIGNATURE_BYTES || !isPlausiblePoint(signature)) return false;
  try {
    return await verifyWith(await platformKey(key), signed, signature);
  } catch {
    // Bytes that are no point at all: some platforms say so when they import them.
    return false;
  }
}

const PROBE = {
  key: "a73e3e715cf859c53ba6cb79169241e3d3b00de3c1eb8db633d5797921332214",
  message: "probe",
  genuine:
    "1d84c09c915b1e355f4130b3950f6754270b37696f36f1b6ca5d4a9b4cf48860" +
    "1951b0f2f059911208d60ee754be7a7b80e87aa20f256b29ec701288f094f906",
  /** R with a point of order 8 added to it: only a verifier that multiplies by the cofactor takes it. */
  withTorsion:
    "2856536c4aeeeb789bd4c703a54587280a914c7e7b9054f42dda4012e369282c" +
    "5ad8352eca52ab42e1d461a40f8c6db445ead50b8cc63ab313cace8b5e3c6603",
};

let isPlatformStrict: Promise<boolean> | undefined;

async function probePlatform(): Promise<boolean> {
  const message = encodeUtf8(PROBE.message);
  try {
    const key = await importVerifyKey(decodeHex(PROBE.key));
    const takesGenuine = await verifyWith(key, message, decodeHex(PROBE.genuine));
    return takesGenuine && !(await verifyWith(key, message, decodeHex(PROBE.withTorsion)));
  } catch {
    // A platform without Ed25519 says so by throwing: there is a verifier of our own.
    return false;
  }
}

/** Imported once for each key, which lives as long as the device that it belongs to is known. */
const platformKeys = new WeakMap<VerifyKey, Promise<object>>();

function platformKey(key: VerifyKey): Promise<object> {
  const known = platformKeys.get(key) ?? importVerifyKey(key);
  platformKeys.set(key, known);
  return known;
}
