// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What this browser keeps (IndexedDB, shared by all tabs). Trust: whoever can change it is already inside
 * this browser profile; the server is not. The device seed lies here sealed under a key that cannot be read out.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { AeadKey } from "@nightlatch/crypto/aead";
import type { LogView } from "@nightlatch/protocol/log";

/** The seed of this device's keys: AES-256-GCM under `wrappingKey`, which is non-extractable. */
export type SealedIdentity = Readonly<{ wrappingKey: AeadKey; nonce: Uint8Array; sealedSeed: Uint8Array }>;

/** Which household this browser is in, and how far it has seen. Pinned: another createHash is another household. */
export type Membership = Readonly<{
  lane: Uint8Array;
  createHash: Uint8Array;
  isPaperChecked: boolean;
  /** Where reading of records goes on. */
  recordsCursor: number;
  /** The last entry that whoever let this browser in vouched for; absent where nobody did. */
  vouchedSeq?: number;
  /** When this browser was let in; absent for the one that founded the household. */
  joinedAtMs?: number;
  /** How this device wants to be called, until it has written that for the others. */
  introduction?: Readonly<{ name: string; person: string }>;
  /** Set while this browser waits for the paper key's wish to be due. */
  recovery?: Readonly<{ proposal: Uint8Array; askedAtMs: number; isStopped?: boolean }>;
}>;

/** The public log as far as this browser accepted it, and its root just behind the household's newest leaf. */
export type StoredLog = Readonly<{ view: LogView; leafRoot?: Uint8Array }>;
/** AES-256-GCM under the key that seals this device's own seed. */
export type SealedAtRest = Readonly<{ nonce: Uint8Array; sealed: Uint8Array }>;

export type StoredBox = Readonly<{ group: Uint8Array; epoch: number; box: Uint8Array }>;

/** Proof that the server lied, kept for whoever looks into it. `file`: as `nightlatch verify` judges it, if it can. */
export type Evidence = Readonly<{
  code: string;
  atMs: number;
  detail: string;
  bytes: readonly Uint8Array[];
  file?: Uint8Array;
}>;

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
  log: { key: "this"; value: StoredLog };
  /** Seed boxes for readers that are not proved yet, by the head of the entry that names them. */
  heldBoxes: { key: string; value: SealedAtRest };
  /** When this browser first saw a proposal, by the head of its entry; and what LedgerFollower keeps beside it. */
  proposalsSeen: { key: string; value: number };
  /** Signed sealed records of devices that are not proved yet, by kind/id/author. */
  recordsWaiting: { key: string; value: Uint8Array };
  /** The release lane: "this" is its first key as this browser saw it first, "newest" the last leaf that it proved. */
  releaseKey: { key: "this" | "newest"; value: Uint8Array };
  /** When the person here marked an alarm as read, by the alarm's id. */
  alarmsRead: { key: string; value: number };
  /** What a camera group shall be called that another owner has to confirm first, by its id. */
  groupNames: { key: string; value: string };
  /** Signed entries of the operator's roster, in their order. */
  rosterEntries: { key: number; value: Uint8Array };
  rosterPlace: { key: "this"; value: Readonly<{ nextItem: number; seenMs: number }> };
}

export type VaultDatabase = IDBPDatabase<VaultSchema>;

export const DATABASE_NAME = "nightlatch";
const VERSION = 5;
const STORES = [
  "identity",
  "membership",
  "entries",
  "boxes",
  "records",
  "evidence",
  "diaryHeads",
  "epochsLearned",
  "log",
  "heldBoxes",
  "proposalsSeen",
  "recordsWaiting",
  "releaseKey",
  "alarmsRead",
  "groupNames",
  "rosterEntries",
  "rosterPlace",
] as const;

export function openVaultDatabase(): Promise<VaultDatabase> {
  return openDB<VaultSchema>(DATABASE_NAME, VERSION, {
    /** Each version only added stores: what is there stays as it is. */
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
