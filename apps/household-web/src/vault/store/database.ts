// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What this browser keeps (IndexedDB, shared by all tabs). Trust: whoever can change it is already inside
 * this browser profile; the server is not. The device seed lies here sealed under a key that cannot be read out.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { AeadKey } from "@nightlatch/crypto/aead";

/** The seed of this device's keys: AES-256-GCM under `wrappingKey`, which is non-extractable. */
export type SealedIdentity = Readonly<{ wrappingKey: AeadKey; nonce: Uint8Array; sealedSeed: Uint8Array }>;

/** Which household this browser is in, and how far it has seen. Pinned: another createHash is another household. */
export type Membership = Readonly<{
  lane: Uint8Array;
  createHash: Uint8Array;
  isPaperChecked: boolean;
  /** Where reading of records goes on. */
  recordsCursor: number;
}>;

export type StoredBox = Readonly<{ group: Uint8Array; epoch: number; box: Uint8Array }>;

/** Proof that the server showed two histories, kept for whoever looks into it. */
export type Evidence = Readonly<{ code: string; atMs: number; detail: string; bytes: readonly Uint8Array[] }>;

/** Kept whole: against a server that shows another item of that number it is the proof. */
export type DiaryHead = Readonly<{ n: number; signed: Uint8Array }>;

export interface VaultSchema extends DBSchema {
  identity: { key: "this"; value: SealedIdentity };
  membership: { key: "this"; value: Membership };
  /** Signed ledger entries by sequence number. */
  entries: { key: number; value: Uint8Array };
  boxes: { key: "this"; value: readonly StoredBox[] };
  /** Signed sealed records, the newest version of each, by kind/id. */
  records: { key: string; value: Uint8Array };
  /** Of the ledger: "this". Of a camera's diary: "diary/" and the camera. */
  evidence: { key: "this" | `diary/${string}`; value: Evidence };
  /** The furthest item of each camera's diary that was proven here, by camera. */
  diaryHeads: { key: string; value: DiaryHead };
  /** When this browser first saw an epoch, by the epoch's key hash. */
  epochsLearned: { key: string; value: number };
}

export type VaultDatabase = IDBPDatabase<VaultSchema>;

const NAME = "nightlatch";
const STORES = [
  "identity",
  "membership",
  "entries",
  "boxes",
  "records",
  "evidence",
  "diaryHeads",
  "epochsLearned",
] as const;

export function openVaultDatabase(): Promise<VaultDatabase> {
  return openDB<VaultSchema>(NAME, 2, {
    upgrade(database) {
      for (const store of STORES) if (!database.objectStoreNames.contains(store)) database.createObjectStore(store);
    },
    // Another tab wants to upgrade: an old connection that stays open would hang it.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}

/** Leaves nothing behind: keys first, so that a crash half-way leaves only what nobody can open. */
export async function clearVaultDatabase(database: VaultDatabase): Promise<void> {
  await database.clear("identity");
  for (const store of STORES) await database.clear(store);
}
