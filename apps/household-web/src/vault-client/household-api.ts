// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The vault's door, second half: who is in the household, what each may see, what happened, and how sure this
 * browser is of it. All of it comes from the signed history and the household's own records, never from the server's
 * word. Ids are base64url text, times are Unix milliseconds.
 */
import type { Problem } from "@nightlatch/ui-kit/problem";

export type DeviceRole = "owner" | "member" | "guest" | "hub" | "paper";

/** What someone is let in for. `groups`: camera groups, at least one. A guest sees what is recorded from now on. */
export type Access =
  | Readonly<{ role: "owner" }>
  | Readonly<{ role: "member"; groups: readonly string[] }>
  | Readonly<{ role: "guest"; cameras: readonly string[]; untilMs: number }>;

/** A device as a feed names it. `person`: who uses it; empty when nobody said, and for hub and paper key. */
export type DeviceName = Readonly<{ id: string; name: string; person: string; role: DeviceRole }>;

export type DeviceView = DeviceName &
  Readonly<{
    isThisDevice: boolean;
    /** Set for devices that are out: the list shows every key holder there ever was. */
    isRemoved: boolean;
    /** When and how it came out; `by` is another device unless it left by itself. */
    ended?: Readonly<{ atMs: number; how: "removed" | "left"; by: DeviceName }>;
    /** From the ledger entry that added it; as its author's clock said. */
    addedAtMs: number;
    /** Who let it in; undefined for the device that founded the household. */
    addedBy?: DeviceName;
    /** Camera groups whose recordings it can open, past ones too (owners and paper keys: all; guests: none). */
    groups: readonly string[];
    /** A guest's cameras and the end of its time; empty and undefined for others. */
    cameras: readonly string[];
    untilMs?: number;
    /** A guest whose date has passed: nothing new is sealed to it. It can be removed like any other. */
    hasExpired: boolean;
    /**
     * When it last signed anything that this browser holds (entry, record, recording, a hub's word to the log).
     * Undefined: not known. The server's word is never used.
     */
    lastSeenMs?: number;
    /** "waiting": let in by an owner, but not yet seen in the public log by your hub; it has no keys until then. */
    admission: "proved" | "waiting";
    /** An owner's device that came in less than 24 h ago: until then it cannot change who is in alone. */
    settlesAtMs?: number;
  }>;

export type GroupView = Readonly<{
  id: string;
  name: string;
  /** Cameras whose new recordings go there. */
  cameras: readonly string[];
  /** Devices in the household that can open its recordings; owners are in every group. */
  readers: readonly string[];
}>;

/** What one signed entry does. Names of devices and groups are those of today. */
export type HistoryAct =
  | Readonly<{ kind: "founded" }>
  | Readonly<{ kind: "added"; whom: DeviceName; access: Access | Readonly<{ role: "hub" | "paper" }> }>
  /** A higher role or more groups. */
  | Readonly<{ kind: "widened"; whom: DeviceName; access: Access }>
  /** One entry may remove devices and withdraw groups from others. */
  | Readonly<{
      kind: "reduced";
      removed: readonly DeviceName[];
      withdrawn: readonly Readonly<{ whom: DeviceName; groups: readonly string[] }>[];
    }>
  /** New keys after somebody left. */
  | Readonly<{ kind: "keys-renewed" }>
  | Readonly<{ kind: "group-made"; group: string }>
  | Readonly<{ kind: "left" }>
  | Readonly<{ kind: "rules"; isJoint: boolean; wasJoint: boolean; hasNewLogPolicy: boolean }>
  /** To the support's staff: so many clips, or a camera from now on (0 clips). */
  | Readonly<{ kind: "granted"; clips: number }>
  | Readonly<{ kind: "revoked" }>
  /** Keys of so many clips were sealed to them. */
  | Readonly<{ kind: "released"; clips: number }>
  | Readonly<{ kind: "confirmed"; proposal: HistoryAct; by: DeviceName }>
  | Readonly<{ kind: "cancelled"; proposal: HistoryAct; by: DeviceName }>;

export type HistoryItem = Readonly<{
  seq: number;
  who: DeviceName;
  atMs: number;
  act: HistoryAct;
  /** Only asked for: it changes nothing until another owner (or, for a paper key, time) confirms it. */
  isProposal: boolean;
  byThisDevice: boolean;
  /** Seen in the public log by the household's hub. */
  isProved: boolean;
}>;

export type ProposalView = Readonly<{
  id: string;
  who: DeviceName;
  act: HistoryAct;
  sinceMs: number;
  /** By the paper key: the loud one. */
  isRecovery: boolean;
  /** From then on the paper key can finish it without anybody. */
  actsAtMs?: number;
  mayConfirm: boolean;
  mayCancel: boolean;
}>;

/** How sure this browser is that all devices of the household are shown the same history. */
export type LogHealth =
  /** `atMs`: the time that the witnesses signed. `by`: names of hubs ("Home hub") and of outside witnesses. */
  | Readonly<{ kind: "witnessed"; atMs: number; by: readonly string[] }>
  /** Not asked yet, or the witnesses have not answered yet. */
  | Readonly<{ kind: "waiting" }>
  /** Witnessed last at `sinceMs`. Watching and removing go on; nobody is let in. */
  | Readonly<{ kind: "stale"; sinceMs: number; problem: Problem }>
  /** No hub yet: there is only the server's own word. */
  | Readonly<{ kind: "no-hub" }>
  /** The household's server keeps no public log. */
  | Readonly<{ kind: "no-log" }>;

/** A file that a stranger can judge with `nightlatch verify`. */
export type EvidenceFile = Readonly<{ fileName: string; bytes: Uint8Array<ArrayBuffer> }>;

/** Your hub has caught the server at something. Kept until an owner has read it. */
export type AlarmView = Readonly<{
  id: string;
  hub: DeviceName;
  atMs: number;
  problem: Problem;
  evidence?: EvidenceFile;
  /** Marked so on this device; the others have marks of their own. */
  isRead: boolean;
}>;

export type InviteView = Readonly<{ link: string; expiresAtMs: number }>;
/** Both screens must show the same six digits. */
export type OfferView = Readonly<{ deviceName: string; code: string }>;
/** "in": has its keys. "waits-for-hub": gets them once the hub has seen it. "proposed": another owner must confirm. */
export type Outcome = "in" | "waits-for-hub" | "proposed";

/** `groups`: six groups of five digits. Same on two devices: same history and same public log. */
export type CompareCode = Readonly<{ groups: readonly string[]; entries: number; logSize: number }>;

/** Any two of the three bring the paper key back; one alone says nothing. */
export type RecoveryShares = Readonly<{
  /** To print and keep at home. */
  sheet: string;
  /** For a relative. */
  file: Readonly<{ fileName: string; text: string }>;
  /** The device that keeps the third one. */
  keeper: DeviceName;
}>;

/** A paper key that was split, as its owner's signed record for the keeper says. */
export type SplitView = Readonly<{
  madeAtMs: number;
  by: DeviceName;
  keeper: DeviceName;
  /** "paper-replaced": no two of these shares work any more. "keeper-out": its keeper left; the other two still work. */
  state: "good" | "keeper-out" | "paper-replaced";
}>;

/** `isOutdated`: of a paper key that was replaced since. */
export type KeptShare = Readonly<{ text: string; madeAtMs: number; isOutdated: boolean }>;

/** "proposed": another owner has to confirm it first; it gets its name once that is done. */
export type NewGroup = Readonly<{ kind: "made"; group: string }> | Readonly<{ kind: "proposed" }>;

export type ReleaseCheck =
  | Readonly<{ kind: "matches"; version: string; releasedAtMs: number }>
  /** `file` is served with other bytes than the public log names. */
  | Readonly<{ kind: "differs"; version: string; file: string }>
  /** All of it was published, and the log has had a newer one since; `newest` where the server shows it. */
  | Readonly<{ kind: "older"; version: string; newest?: string }>
  | Readonly<{ kind: "not-checked"; problem: Problem }>;

export interface HouseholdApi {
  // Who can watch
  devices(): Promise<readonly DeviceView[]>;
  /** @throws vault.not_owner | transparency.stale | transparency.no_quorum: nobody can be let in now; before any link */
  createInvite(): Promise<InviteView>;
  /** Resolves when someone has opened the link. @throws pairing.expired */
  waitForOffer(): Promise<OfferView>;
  /** `person`: who uses the device. @throws transparency.stale and other refusals: nothing happened */
  confirmOffer(input: Readonly<{ access: Access; person?: string }>): Promise<Outcome>;
  cancelInvite(): Promise<void>;
  renameDevice(input: Readonly<{ device: string; name: string; person?: string }>): Promise<void>;
  /** Removal and new keys in one signed step, at once, without the log. "proposed": this device is not settled yet. */
  removeDevices(devices: readonly string[]): Promise<"done" | "proposed">;
  /**
   * Gives or takes. More than the device has: an expansion. Fewer camera groups: a reduction. A lower role is not
   * possible: remove it and let it in again. @throws vault.cannot_lower
   */
  changeAccess(input: Readonly<{ device: string; access: Access }>): Promise<Outcome>;
  /** Signs this device out of the household for good and empties this browser. @throws ledger.last_owner */
  leaveHousehold(): Promise<void>;
  renameHousehold(name: string): Promise<void>;
  setJoint(isJoint: boolean): Promise<Outcome>;

  // Camera groups
  groups(): Promise<readonly GroupView[]>;
  createGroup(name: string): Promise<NewGroup>;
  renameGroup(input: Readonly<{ group: string; name: string }>): Promise<void>;
  /** From now on its recordings go there; earlier ones stay with those who could see them. */
  moveCamera(input: Readonly<{ camera: string; group: string }>): Promise<void>;

  // What happened
  /** Newest first. */
  history(): Promise<readonly HistoryItem[]>;
  proposals(): Promise<readonly ProposalView[]>;
  confirmProposal(id: string): Promise<Outcome>;
  cancelProposal(id: string): Promise<void>;
  alarms(): Promise<readonly AlarmView[]>;
  markAlarmsRead(alarms: readonly string[]): Promise<void>;

  // How sure
  compareCode(): Promise<CompareCode>;
  /** Compares the files that this browser runs with the release that the public log names. */
  checkRelease(): Promise<ReleaseCheck>;

  // Recovery
  /**
   * Splits the paper key: a sheet, a file, and one kept by `keeper` (an owner's or member's device other than this one).
   * @throws crypto.bad_phrase | vault.unknown_paper_key | vault.unfit_keeper | vault.unproved
   */
  createRecoveryShares(input: Readonly<{ phrase: string; keeper: string }>): Promise<RecoveryShares>;
  /** Each time that the paper key was split, newest first. Owners see all, others what they keep. */
  recoverySplits(): Promise<readonly SplitView[]>;
  /** The newest share that this device keeps for the household, if any. */
  keptRecoveryShare(): Promise<KeptShare | undefined>;
}
