// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The part of WebCrypto that packages/crypto uses. Only that package's tsconfig lists this file,
 * so `crypto.subtle` anywhere else in the isomorphic packages is a type error.
 */

interface CryptoKey {
  readonly type: "private" | "public" | "secret";
  readonly extractable: boolean;
  readonly usages: readonly string[];
}

interface CryptoKeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

interface AesGcmParameters {
  readonly name: string;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly additionalData?: Uint8Array<ArrayBuffer>;
}

interface SubtleCrypto {
  importKey(
    format: "raw",
    key: Uint8Array<ArrayBuffer>,
    algorithm: "AES-GCM",
    extractable: boolean,
    usages: readonly ("encrypt" | "decrypt")[],
  ): Promise<CryptoKey>;
  importKey(
    format: "raw",
    key: Uint8Array<ArrayBuffer>,
    algorithm: "Ed25519",
    extractable: boolean,
    usages: readonly "verify"[],
  ): Promise<CryptoKey>;
  verify(
    algorithm: "Ed25519",
    key: CryptoKey,
    signature: Uint8Array<ArrayBuffer>,
    signed: Uint8Array<ArrayBuffer>,
  ): Promise<boolean>;
  encrypt(parameters: AesGcmParameters, key: CryptoKey, plain: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  decrypt(parameters: AesGcmParameters, key: CryptoKey, sealed: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
}

declare const crypto: {
  readonly subtle: SubtleCrypto;
  getRandomValues<T extends Uint8Array<ArrayBuffer>>(bytes: T): T;
};
