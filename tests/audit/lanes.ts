// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Lanes as households write them: signed leaves, one after the other. Signed by the platform, as many as it takes. */
import { concatBytes, decodeBase64url, encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import type { Signature, VerifyKey } from "@nightlatch/crypto/keys";
import {
  decodeLaneLeaf,
  encodeLaneLeaf,
  LANE_LEAF_CONTEXT,
  laneLeafHash,
  laneLeafSignedBytes,
  logLaneOf,
  NO_LEAF_BEFORE,
} from "@nightlatch/protocol/wire";
import { createPrivateKey, createPublicKey, sign, type KeyObject } from "node:crypto";

/** In front of an Ed25519 seed, as PKCS #8 has it. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

export class LaneWriter {
  readonly publicKey: VerifyKey;
  readonly #secret: KeyObject;
  #previous: Uint8Array | undefined;

  constructor(name: string) {
    const seed = sha256(encodeUtf8(`lane key for tests alone: ${name}`));
    this.#secret = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
    const { x = "" } = createPublicKey(this.#secret).export({ format: "jwk" });
    this.publicKey = decodeBase64url(x) as VerifyKey;
  }

  /** The lane's next leaf. `says` stands for what it commits to. */
  write(says: string): Uint8Array {
    this.#previous = this.leafAfter(this.#previous, says);
    return this.#previous;
  }

  /** Any leaf behind `previous`, as often as somebody wants one. */
  leafAfter(previous: Uint8Array | undefined, says: string): Uint8Array {
    const unsigned = {
      kind: "household",
      lane: logLaneOf("household", this.publicKey),
      slot: previous === undefined ? 0 : decodeLaneLeaf(previous).slot + 1,
      prev: previous === undefined ? NO_LEAF_BEFORE : laneLeafHash(previous),
      commitment: sha256(encodeUtf8(says)),
      key: this.publicKey,
      next: this.publicKey,
    } as const;
    const signed = concatBytes(encodeUtf8(`nightlatch/v1/${LANE_LEAF_CONTEXT}\0`), laneLeafSignedBytes(unsigned));
    const signature = new Uint8Array(sign(null, signed, this.#secret)) as Uint8Array as Signature;
    return encodeLaneLeaf({ ...unsigned, signature });
  }
}

/** `count` leaves of one lane, in order. */
export function laneOf(name: string, count: number): Uint8Array[] {
  const writer = new LaneWriter(name);
  return Array.from({ length: count }, (_, i) => writer.write(`${name} ${String(i)}`));
}
