// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The door between screens and vault. The vault is one worker that alone holds keys; what crosses here is
 * names, states, opened pictures and sound, never a key. The one secret that comes out is the paper key, once.
 * Ids are base64url text, times are Unix milliseconds. A refused call rejects with a NightlatchError (code, advice).
 */
import type { DeviceRole, EvidenceFile, HouseholdApi, LogHealth } from "./household-api.ts";
import type { SupportApi } from "./support-api.ts";
import type { Problem } from "@nightlatch/ui-kit/problem";

export type * from "./household-api.ts";
export type * from "./support-api.ts";
export type { Problem } from "@nightlatch/ui-kit/problem";

export type HouseholdView = Readonly<{
  lane: string;
  name: string;
  thisDevice: Readonly<{ id: string; name: string; person: string; role: DeviceRole }>;
  /** Owners add and remove devices and cameras; others only watch. */
  isOwner: boolean;
  /** Until then (24 h after it came in), what this owner's device asks for needs another owner's device. */
  settlesAtMs?: number;
  /** No owner lets anyone in alone: each wish waits for another owner. */
  isJoint: boolean;
  log: LogHealth;
  /** The history has an entry that this browser does not take in before `untilMs` (a clock that is off, a wait). */
  heldUp?: Problem & Readonly<{ untilMs: number }>;
  /** False until the household has typed words of its paper key back. */
  isPaperChecked: boolean;
  /** False until a hub was paired: without one there are no cameras. */
  hasHub: boolean;
}>;

/** "refused": the server says that this device is not in the household; the signed history does not. */
export type Connection = "connecting" | "online" | "offline" | "refused";

export type VaultStatus =
  | Readonly<{ kind: "empty" }>
  /** This browser asked to be let in and waits; `code` stands once the owner's device has answered. */
  | Readonly<{ kind: "joining"; code?: string }>
  /**
   * Let in by an owner, but without keys yet. `waitsFor`: "hub": the household's hub must see it in the public log
   * first; "owner": another owner must confirm. Nothing to do here; turns to "ready" by itself.
   */
  | Readonly<{ kind: "admitted"; waitsFor: "hub" | "owner"; sinceMs: number }>
  /**
   * Asked for by the paper key. Until `untilMs` each of the household's other devices can stop it; from then on
   * `finishRecovery` works (`isDue`). `isStopped`: somebody did; `forget()` makes room for a new start.
   */
  | Readonly<{ kind: "recovering"; sinceMs: number; untilMs: number; isDue: boolean; isStopped: boolean }>
  | Readonly<{ kind: "ready"; household: HouseholdView; connection: Connection }>
  /** An owner removed this browser, by a signed entry. `forget()` makes room for a new start. */
  | Readonly<{ kind: "removed" }>
  /**
   * The server showed a history that cannot be true (ledger.fork, ledger.rollback, ledger.withheld,
   * transparency.fork, transparency.rollback, transparency.proof_invalid…); nothing is trusted further.
   */
  | Readonly<{ kind: "stopped"; problem: Problem; atMs: number; evidence: EvidenceFile }>;

export type CameraState = "connecting" | "running" | "failed" | "unknown";

export type VideoView = Readonly<{ codec: string; codecString: string; width: number; height: number }>;

export type CameraView = Readonly<{
  id: string;
  name: string;
  /** The camera group that new recordings go to; empty for a guest, who is in none. */
  group: string;
  state: CameraState;
  problem?: Problem;
  /** Since when the state holds. */
  sinceMs?: number;
  video?: VideoView;
  hasSound: boolean;
  retention: Retention;
}>;

/** What the hub keeps: the stricter of the two wins. */
export type Retention = Readonly<{ days: number; sizeBytes: number }>;

export type CameraSourceInput =
  | Readonly<{ kind: "rtsp"; url: string; username: string; password: string }>
  | Readonly<{ kind: "usb"; device: string }>;

export type ClipView = Readonly<{
  id: string;
  camera: string;
  startMs: number;
  /** Of an unfinished clip: as far as it is known to have come. */
  endMs: number;
  /** False while the hub still writes it. */
  isComplete: boolean;
  /** Ended by a crash or power cut of the hub, not by its own end. */
  isCut: boolean;
  sizeBytes: number;
  /** Set when the clip can't be trusted or read: signature, chain, key. With `hub.behind` alone it is genuine. */
  problem?: Problem;
}>;

export type GapReason = "camera_offline" | "hub_stopped" | "disk_full" | "paused" | "missing";

/** `missing`: the signed chain names a recording that the server no longer has, or the chain itself has a hole. */
export type GapView = Readonly<{ fromMs: number; toMs: number; reason: GapReason }>;

export type Timeline = Readonly<{ clips: readonly ClipView[]; gaps: readonly GapView[] }>;

export type LiveState =
  | "connecting" // no picture yet
  | "live" // fresh picture, proved fresh by the hub's signed beacon
  /** Pictures come, but more than 2 s after capture, or without a fresh beacon for them, or as `problem` says. */
  | "late"
  | "frozen" // no new picture for 3 s
  | "offline" // the hub does not send this camera, or there is no connection
  | "refused"; // what came was not made by this household's hub, or this browser can't show it: see problem

export type LiveEvent =
  | Readonly<{ kind: "state"; state: LiveState; problem?: Problem }>
  | Readonly<{ kind: "video"; width: number; height: number; codecString: string }>
  /** About twice a second. `ageMs`: now minus the capture time of the picture shown. */
  | Readonly<{ kind: "stats"; ageMs: number; captureTimeMs: number; framesPainted: number; framesSkipped: number }>
  /** For the fallback without WebCodecs: bytes for a SourceBuffer. */
  /** `originMs`: wall clock of the clip's own time 0. */
  | Readonly<{ kind: "mse-init"; mimeType: string; codec: string; bytes: Uint8Array<ArrayBuffer>; originMs: number }>
  | Readonly<{ kind: "mse-fragment"; bytes: Uint8Array<ArrayBuffer>; captureTimeMs: number; startsGop: boolean }>
  /** Interleaved 32-bit float samples, only while sound is on. */
  | Readonly<{ kind: "sound"; sampleRate: number; channels: number; samples: Float32Array<ArrayBuffer> }>;

export interface LiveHandle {
  setSound(on: boolean): void;
  /** Without a canvas the vault can't see what is on screen: the page says it. */
  reportShown(captureTimeMs: number): void;
  stop(): void;
}

/** `canvas`: where the worker paints. Without one, bytes for MSE come as events. */
export type LiveInput = Readonly<{ camera: string; canvas?: OffscreenCanvas }>;

export type ClipEvent =
  /** `originMs`: wall clock of the clip's own time 0. */
  | Readonly<{ kind: "init"; mimeType: string; codec: string; bytes: Uint8Array<ArrayBuffer>; originMs: number }>
  /** Opened fragments in order. `startMs`/`endMs`: capture time on the wall clock. */
  | Readonly<{ kind: "fragments"; bytes: Uint8Array<ArrayBuffer>; startMs: number; endMs: number }>
  /**
   * All there is. `isProven`: read from its beginning and equal to the hub's signed Merkle root. Clips read in part,
   * or still being written, end with false: each of their fragments is proven by its own seal.
   */
  | Readonly<{ kind: "end"; isProven: boolean }>
  | Readonly<{ kind: "failed"; problem: Problem }>;

export interface ClipHandle {
  /** Asks for fragments until `untilMs` (wall clock) are out; the vault sends no more than that ahead of time. */
  readUntil(untilMs: number): void;
  stop(): void;
}

/** Reading begins at the last keyframe at or before `fromMs`. */
export type ClipInput = Readonly<{ clip: string; fromMs: number }>;

export type ExportInput = Readonly<{ camera: string; fromMs: number; toMs: number }>;
/** A stretch that the video does not have, although there is or should be a recording of it. */
export type LeftOut = Readonly<{ fromMs: number; toMs: number; problem: Problem }>;
/** `leftOut` is empty for a video that has all that was recorded in its range. `files`: one at least, in order. */
export type ExportedVideo = Readonly<{ files: readonly ExportedFile[]; leftOut: readonly LeftOut[] }>;
export type ExportedFile = Readonly<{
  /** An MP4 that any player opens. */
  video: Blob;
  /** What is in it, by the hub's clock. */
  fromMs: number;
  toMs: number;
  /** It carries its hub's proof of where it comes from, for anyone (protocol §14); false for what is not signed yet. */
  isProven: boolean;
  /** The proof also says since when the household's history is in the public log. */
  isPublic: boolean;
  startsAnew?: StartsAnew;
}>;
/**
 * Why a file is not one with the file before it: the picture's format changed; that file is full; another hub recorded
 * from there on; one of the two is not signed by the hub yet.
 */
export type StartsAnew = "format" | "size" | "hub" | "unsigned";
export type ExportProgress = Readonly<{ fraction: number }>;

/** The 24 words, or two different recovery shares (text of a printed sheet, or of a file). */
export type RecoverySecret =
  Readonly<{ kind: "phrase"; phrase: string }> | Readonly<{ kind: "shares"; shares: readonly [string, string] }>;
export type RecoveryInput = Readonly<{ phrase: string; deviceName: string; personName?: string }>;
export type SharesRecoveryInput = Readonly<{
  shares: readonly [string, string];
  deviceName: string;
  personName?: string;
}>;

export type PaperWord = Readonly<{ /** from 0 */ index: number; word: string }>;

export type UsageView = Readonly<{ usedBytes: number; quotaBytes: number }>;

/**
 * What may have changed; ask again for what is on screen. "devices": anything of the signed history and its names
 * (devices, groups, history, proposals, alarms); "log": what the public log says about it; "support": cases, and what staff
 * of the operator may see.
 */
export type VaultChange = "status" | "devices" | "cameras" | "clips" | "connection" | "log" | "support";

export interface VaultApi extends HouseholdApi, SupportApi {
  status(): Promise<VaultStatus>;
  /** Calls back on changes until the returned function is called. */
  subscribe(listener: (change: VaultChange) => void): () => void;

  // Starting
  /** Makes keys, the household and its paper key. The 24 words come out here and never again. */
  createHousehold(
    input: Readonly<{ householdName: string; deviceName: string; personName?: string }>,
  ): Promise<Readonly<{ paperPhrase: readonly string[] }>>;
  /** True when all words are right; remembered as checked. @throws vault.paper_forgotten after a reload: replace it. */
  confirmPaper(words: readonly PaperWord[]): Promise<boolean>;
  /** A new paper key in place of the old one, which stops working (and every epoch key is rotated). */
  replacePaperKey(): Promise<Readonly<{ paperPhrase: readonly string[] }>>;
  /** Asks a household to let this browser in. `linkFragment`: what stands behind `/join#`, or the whole link. */
  join(input: Readonly<{ link: string; deviceName: string; personName?: string }>): Promise<Readonly<{ code: string }>>;
  /** Resolves when the other device has let this one in. @throws pairing.expired | pairing.mismatch */
  waitForAnswer(): Promise<void>;
  /** The person here, too, has seen the same code on both; status is then "ready" or "admitted". @throws pairing.cancelled */
  confirmCode(): Promise<void>;
  cancelJoin(): Promise<void>;
  /**
   * Asks, by the 24 words, that this browser become an owner; status is then "recovering" for 24 h. The words are
   * kept nowhere. @throws crypto.bad_phrase | vault.unknown_paper_key | vault.recovery_unproven
   */
  recoverWithPaper(input: RecoveryInput): Promise<void>;
  /** The same with two of the three recovery shares. @throws vault.share_mistyped | share_twice | shares_of_two_keys | shares_mixed */
  recoverWithShares(input: SharesRecoveryInput): Promise<void>;
  /** Once due, with the words (or two shares) again. @throws ledger.too_early | vault.recovery_stopped */
  finishRecovery(input: RecoverySecret): Promise<void>;
  /** Takes the paper key's own wish back, and empties this browser. */
  cancelRecovery(input: RecoverySecret): Promise<void>;
  /** Deletes keys and memory of this browser. The household lives on. */
  forget(): Promise<void>;

  // Hub and cameras
  /** `secret`: what stands behind `/#hub=`. @throws pairing.expired when the hub is not waiting */
  pairHub(input: Readonly<{ secret: string; name: string }>): Promise<void>;
  cameras(): Promise<readonly CameraView[]>;
  /** Returns the new camera's id. The address and password are sealed to the hub alone. */
  addCamera(
    /** `group`: the first camera group when left out. */
    input: Readonly<{ name: string; source: CameraSourceInput; retention: Retention; group?: string }>,
  ): Promise<string>;
  renameCamera(input: Readonly<{ camera: string; name: string }>): Promise<void>;
  removeCamera(camera: string): Promise<void>;
  setRetention(input: Readonly<{ camera: string; retention: Retention }>): Promise<void>;
  usage(): Promise<UsageView>;

  // Watching
  timeline(input: Readonly<{ camera: string; fromMs: number; toMs: number }>): Promise<Timeline>;
  /** A JPEG, or undefined when the hub has made none (yet). */
  thumbnail(clip: string): Promise<Blob | undefined>;
  startLive(input: LiveInput, listener: (event: LiveEvent) => void): LiveHandle;
  openClip(input: ClipInput, listener: (event: ClipEvent) => void): ClipHandle;
  deleteClip(clip: string): Promise<void>;
  /** @throws export.nothing_recorded | export.nothing_proven | export.cancelled | clip.* */
  exportMp4(
    input: ExportInput,
    onProgress: (progress: ExportProgress) => void,
    signal?: AbortSignal,
  ): Promise<ExportedVideo>;
}
