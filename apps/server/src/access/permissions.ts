// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Who may call what: one table, default no. The server's refusal is a courtesy to honest clients; footage
 * stays closed to a hostile server by its seals.
 */
import type { RouteName } from "@nightlatch/api-contract";
import type { Role } from "@nightlatch/protocol/wire";

const EVERYONE: readonly Role[] = ["owner", "member", "hub", "paper"];
const WATCHERS: readonly Role[] = ["owner", "member"];

const TABLE: Readonly<Partial<Record<RouteName, readonly Role[]>>> = {
  deleteSession: EVERYONE,
  readQuota: ["owner", "member", "hub"],
  readEntries: EVERYONE,
  appendEntry: ["owner", "paper"],
  readBoxes: ["owner", "member", "paper"],
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
};

export function mayCall(role: Role, route: RouteName): boolean {
  return TABLE[route]?.includes(role) ?? false;
}
