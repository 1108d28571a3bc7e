// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What the vault asks of the server, in bytes and branded ids. Trust: nothing that comes back is believed
 * before it was verified; whoever runs the server can withhold, delay and delete. Calls reject with the server's
 * codes, or client.unreachable | client.timeout.
 */
import type { DeviceSession } from "@nightlatch/api-client";
import type { MadeLaneLeaf, PairingSlot, SeedBox } from "@nightlatch/protocol/keys";
import type { LogAnswer } from "@nightlatch/protocol/log";
import type {
  CameraId,
  CaseId,
  ClipId,
  ClipOpening,
  DeviceId,
  GroupId,
  Id,
  LaneId,
  RecordKind,
} from "@nightlatch/protocol/wire";
import type { LedgerPage } from "../ledger/follow-ledger.ts";

/** One stored object of a clip. */
export type StoredPart = Readonly<{ index: number; sizeBytes: number }>;
/** A clip as the server lists it; not yet verified. */
export type StoredClip = Readonly<{
  opening: ClipOpening;
  /** What the server says that the hub signed for it: not even decoded. */
  signedManifest?: Uint8Array;
  parts: readonly StoredPart[];
  sizeBytes: number;
}>;

/** A seed box that goes out once its reader is proved. */
export type ReleasedBox = Readonly<{ group: GroupId; epoch: number; device: DeviceId; box: Uint8Array }>;
/** The household's last leaf, in the public log already (`index`) or not. */
export type LastLeaf = Readonly<{ leaf: Uint8Array; salt: Uint8Array; seq: number; index?: number }>;
/** A release of the web app as the server lists it. */
export type ListedRelease = Readonly<{ slot: number; index: number; hash: Uint8Array; version: string; atMs: number }>;

export type DiaryPlace = Readonly<{ first?: number; last?: number }>;

/** For a device without a session: founding a household, pairing, the public log. */
export interface PublicServer {
  createHousehold(entry: Uint8Array, boxes: readonly Uint8Array[], leaf?: MadeLaneLeaf): Promise<void>;
  /** A tlog-policy for a new household; empty where the server keeps no log. */
  logPolicy(): Promise<string>;
  /** An object of the log (C2SP tlog-tiles), by its path below /log/; undefined where there is none. */
  findLogObject(path: string): Promise<Uint8Array | undefined>;
  /** @throws release.unknown where none is logged */
  releases(): Promise<Readonly<{ laneKey: Uint8Array; releases: readonly ListedRelease[] }>>;
  readRelease(hash: Uint8Array): Promise<Uint8Array>;
  putMessage(mailbox: string, slot: PairingSlot, message: Uint8Array): Promise<void>;
  /** Waits until there is one. @throws pairing.expired after `untilMs` */
  waitForMessage(
    mailbox: string,
    slot: PairingSlot,
    until: Readonly<{ untilMs: number; signal: AbortSignal }>,
  ): Promise<Uint8Array>;
}

/** How a device proves itself. */
export type SessionProver = Readonly<{
  lane: LaneId;
  device: DeviceId;
  prove: (challenge: Uint8Array) => Promise<Uint8Array>;
}>;

export interface HouseholdServer {
  /** For the routes of the operator and its support. @throws route.unknown where the server has none */
  readonly session: Pick<DeviceSession, "call">;
  ledgerPage(fromSeq: number): Promise<LedgerPage>;
  /** @throws ledger.conflict when another entry, or leaf, came first */
  appendEntry(
    entry: Uint8Array,
    boxes: readonly Uint8Array[],
    leaf?: MadeLaneLeaf,
    /** Of a release: clips' keys for the operator's staff, stored with the entry or not at all. */
    grantBoxes?: readonly Uint8Array[],
  ): Promise<void>;
  /** @throws ledger.boxes_mismatch when the ledger does not name them */
  releaseBoxes(boxes: readonly ReleasedBox[]): Promise<void>;
  lastLeaf(): Promise<LastLeaf | undefined>;
  logProof(fromSize: number): Promise<LogAnswer>;
  ownBoxes(): Promise<readonly SeedBox[]>;
  /** The newest version of each record that changed after the cursor, but for thumbnails; none when up to date. */
  recordsAfter(cursor: number): Promise<Readonly<{ records: readonly Uint8Array[]; cursor: number }>>;
  findRecord(kind: RecordKind, id: Id): Promise<Uint8Array | undefined>;
  /** @throws record.stale_version */
  putRecord(record: Uint8Array): Promise<void>;
  /** Clips that overlap the time, oldest first; a page. */
  listClips(camera: CameraId, fromMs: number, toMs: number): Promise<readonly StoredClip[]>;
  /** @throws clip.unknown */
  readClip(clip: ClipId): Promise<StoredClip>;
  readPart(clip: ClipId, index: number): Promise<Uint8Array>;
  deleteClip(clip: ClipId): Promise<void>;
  /** Numbers of the first diary item that ends at or after a time, and of the last one there is: claims, no proof. */
  findInDiary(camera: CameraId, endsAfterMs: number): Promise<DiaryPlace>;
  /** Signed manifests from a number on, oldest first; a page, empty at the end. */
  manifestsFrom(camera: CameraId, fromN: number): Promise<readonly Uint8Array[]>;
  usage(): Promise<Readonly<{ usedBytes: number; quotaBytes: number }>>;
  openLive(events: LiveSocketEvents): LiveSocket;
  signOut(): Promise<void>;
}

export type LiveSocketEvents = Readonly<{
  /** "refused": the server says that this device is not in the household. It is asked again all the same. */
  onConnection: (connection: "connecting" | "online" | "offline" | "refused") => void;
  onOpening: (camera: string, opening: Uint8Array) => void;
  onFrame: (camera: string, frame: Uint8Array) => void;
  onBeacon: (camera: string, beacon: Uint8Array) => void;
  onCameraOffline: (camera: string, isOffline: boolean) => void;
  /** "grants": what became of one; "support": a case, or somebody of the staff began or ended watching. */
  onChanged: (what: "ledger" | "records" | "log" | "grants" | "support" | Readonly<{ clipsOf: string }>) => void;
}>;

export interface LiveSocket {
  /** Watches, or renews the nonce of what is watched already. */
  watch(camera: CameraId, nonce: Uint8Array): void;
  leave(camera: CameraId): void;
  /** Hears of these cases from now on, instead of those before. */
  followCases(cases: readonly CaseId[]): void;
  close(): void;
}
