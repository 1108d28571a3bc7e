// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What this browser keeps (IndexedDB, shared by all tabs). Trust: whoever can change it is already inside this
 * browser profile. The seed and all opened words lie here sealed under a key that cannot be read out.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { AeadKey } from "@nightlatch/crypto/aead";

/** AES-256-GCM under the device's own `wrappingKey`. */
export type SealedAtRest = Readonly<{ nonce: Uint8Array; sealed: Uint8Array }>;

export type StoredIdentity = Readonly<{
  /** Non-extractable: the browser uses it and never shows it. */
  wrappingKey: AeadKey;
  seed: SealedAtRest;
  /** Absent until the authenticator has made it. */
  offer?: Readonly<{ credentialId: Uint8Array; text: string }>;
}>;

export interface ConsoleSchema extends DBSchema {
  identity: { key: "this"; value: StoredIdentity };
  /** Pinned at first use: another operator's roster is never taken for this one's. */
  operator: { key: "this"; value: Uint8Array };
  /** Signed roster entries by sequence number. */
  roster: { key: number; value: Uint8Array };
  /** The index of cases: what was opened, in the order in which it came. */
  segments: { key: number; value: SealedAtRest };
}

export type ConsoleDatabase = IDBPDatabase<ConsoleSchema>;

export const DATABASE_NAME = "nightlatch-staff";
const STORES = ["identity", "operator", "roster", "segments"] as const;

export function openConsoleDatabase(): Promise<ConsoleDatabase> {
  return openDB<ConsoleSchema>(DATABASE_NAME, 1, {
    upgrade(database) {
      for (const store of STORES) database.createObjectStore(store);
    },
    // Another tab wants to upgrade: an old connection that stays open would hang it.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}

/** Keys first, so that a crash half-way leaves only what nobody can open. */
export async function clearConsoleDatabase(database: ConsoleDatabase): Promise<void> {
  await database.clear("identity");
  for (const store of STORES) await database.clear(store);
}
