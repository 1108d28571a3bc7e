// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Who may call what: one table, default no. The server's refusal is a courtesy to honest clients; footage
 * stays closed to a hostile server by its seals.
 */
import type { RouteName } from "@nightlatch/api-contract";
import type { Role } from "@nightlatch/protocol/wire";

const EVERYONE: readonly Role[] = ["owner", "member", "guest", "hub", "paper"];
const READERS: readonly Role[] = ["owner", "member", "paper"];
/** A guest is shown what has a key for it, a member what its groups record (clip-sight.ts). */
const WATCHERS: readonly Role[] = ["owner", "member", "guest"];

/** Who speaks for a household, and sees who looked. */
const PEOPLE: readonly Role[] = ["owner", "member"];

const TABLE: Readonly<Partial<Record<RouteName, readonly Role[]>>> = {
  deleteSession: EVERYONE,
  readQuota: ["owner", "member", "hub"],
  readEntries: EVERYONE,
  // Every device may leave. The rest is the ledger's to judge.
  appendEntry: EVERYONE,
  // A hub reads the lane group, to log in the household's name.
  readBoxes: [...READERS, "hub"],
  putBoxes: READERS,
  readLane: EVERYONE,
  readLogProof: EVERYONE,
  putLeaf: ["owner", "hub"],
  putClip: ["hub"],
  putPart: ["hub"],
  readPart: WATCHERS,
  readClip: [...WATCHERS, "hub"],
  listClips: [...WATCHERS, "hub"],
  deleteClip: ["owner", "hub"],
  putManifest: ["hub"],
  readManifests: [...WATCHERS, "hub"],
  putRecord: ["owner", "member", "hub", "paper"],
  readRecords: [...WATCHERS, "hub"],
  // The paper key reads its pin before it believes that a household is its own.
  readRecord: EVERYONE,
  readOperatorProof: EVERYONE,
  openCase: PEOPLE,
  putCaseBoxes: PEOPLE,
  appendCaseMessage: PEOPLE,
  readCaseMessages: PEOPLE,
  readCaseStates: PEOPLE,
  createCaseCode: PEOPLE,
  // A hub seals for staff only what was accepted in public.
  readAcceptance: ["owner", "member", "hub"],
  readFetches: PEOPLE,
  readWatching: PEOPLE,
};

export function mayCall(role: Role, route: RouteName): boolean {
  return TABLE[route]?.includes(role) ?? false;
}
