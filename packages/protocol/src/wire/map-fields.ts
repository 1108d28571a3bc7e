// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads CBOR maps with exactly the expected keys and types. What comes in is attacker-controlled; an extra
 * key is refused, since two readers could weigh it differently.
 */
import { decodeCbor, type CborValue } from "@nightlatch/bytes";
import { parseHpkePublicKey } from "@nightlatch/crypto/hpke-public-key";
import type { HpkePublicKey } from "@nightlatch/crypto/keys";
import { hasCode } from "@nightlatch/errors";
import { ProtocolError } from "../errors.ts";
import { idFromBytes, type Id } from "./identifiers.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";

/** Decodes deterministic CBOR of at most `maxBytes`. @throws protocol.malformed | protocol.too_large */
export function decodeBounded(bytes: Uint8Array, maxBytes: number, what: string): CborValue {
  if (bytes.length > maxBytes) throw new ProtocolError("protocol.too_large", `${what} over ${maxBytes} bytes`);
  try {
    return decodeCbor(bytes);
  } catch (cause) {
    throw new ProtocolError("protocol.malformed", `${what} is not deterministic CBOR`, { cause });
  }
}

/** An array of exactly `length` items (any number when undefined). */
export function readArray(value: CborValue | undefined, what: string, length?: number): readonly CborValue[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) throw malformed(what);
  return value as readonly CborValue[];
}

export function readBytes(value: CborValue | undefined, what: string, length?: number): Uint8Array {
  if (!(value instanceof Uint8Array) || (length !== undefined && value.length !== length)) throw malformed(what);
  return value;
}

export function readUint(value: CborValue | undefined, what: string): number {
  if (typeof value !== "number" || value < 0) throw malformed(what);
  return value;
}

/** A map whose keys are exactly `keys`; every getter checks its type. */
export class MapFields {
  readonly #map: Readonly<Record<string, CborValue>>;
  readonly #what: string;

  constructor(value: CborValue | undefined, keys: readonly string[], what: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Uint8Array) {
      throw malformed(what);
    }
    const map = value as Readonly<Record<string, CborValue>>;
    const present = Object.keys(map);
    if (present.length !== keys.length || !keys.every((key) => Object.hasOwn(map, key))) throw malformed(what);
    this.#map = map;
    this.#what = what;
  }

  /** @throws protocol.bad_version unless the field `v` is the version spoken here */
  version(): void {
    if (this.#map["v"] !== PROTOCOL_VERSION) {
      throw new ProtocolError("protocol.bad_version", `${this.#what} of another version`, {
        advice: "Update Nightlatch on this device.",
      });
    }
  }

  value(key: string): CborValue {
    return this.#map[key] ?? null;
  }

  uint(key: string): number {
    return readUint(this.#map[key], `${this.#what}.${key}`);
  }

  bytes(key: string, length?: number): Uint8Array {
    return readBytes(this.#map[key], `${this.#what}.${key}`, length);
  }

  /** A key that something can be sealed to: or one device's key would keep everyone from making a new one for all. */
  hpkeKey(key: string): HpkePublicKey {
    try {
      return parseHpkePublicKey(this.bytes(key));
    } catch (error) {
      if (hasCode(error, "crypto.bad_key")) throw malformed(`${this.#what}.${key}`);
      throw error;
    }
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the id it expects
  id<T extends Id>(key: string): T {
    return idFromBytes<T>(this.bytes(key));
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the ids it expects
  ids<T extends Id>(key: string, max: number): readonly T[] {
    return this.list(key, max, (item, what) => idFromBytes<T>(readBytes(item, what)));
  }

  text(key: string): string {
    const value = this.#map[key];
    if (typeof value !== "string") throw malformed(`${this.#what}.${key}`);
    return value;
  }

  bool(key: string): boolean {
    const value = this.#map[key];
    if (typeof value !== "boolean") throw malformed(`${this.#what}.${key}`);
    return value;
  }

  /** One of a closed set of words. */
  word<W extends string>(key: string, words: readonly W[]): W {
    const value = this.text(key);
    const found = words.find((word) => word === value);
    if (found === undefined) throw malformed(`${this.#what}.${key}`);
    return found;
  }

  /** A list, item by item, at most `max` long. */
  list<T>(key: string, max: number, read: (item: CborValue, what: string) => T): readonly T[] {
    const what = `${this.#what}.${key}`;
    const items = readArray(this.#map[key], what);
    if (items.length > max) throw new ProtocolError("protocol.too_large", `${what} has over ${max} items`);
    return items.map((item) => read(item, what));
  }
}

function malformed(what: string): ProtocolError {
  return new ProtocolError("protocol.malformed", `${what} has another shape`);
}
