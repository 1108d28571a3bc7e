// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The whole list. A route that is not here does not exist. */
import * as cases from "./cases.ts";
import * as clips from "./clips.ts";
import * as grants from "./grants.ts";
import * as lane from "./lane.ts";
import * as ledger from "./ledger.ts";
import * as mailboxes from "./mailboxes.ts";
import * as manifests from "./manifests.ts";
import * as operator from "./operator.ts";
import * as records from "./records.ts";
import * as releases from "./releases.ts";
import * as service from "./service.ts";
import * as sessions from "./sessions.ts";

export const ROUTES = {
  readHealth: service.readHealth,
  readQuota: service.readQuota,
  createChallenge: sessions.createChallenge,
  createSession: sessions.createSession,
  findHousehold: sessions.findHousehold,
  deleteSession: sessions.deleteSession,
  createHousehold: ledger.createHousehold,
  readEntries: ledger.readEntries,
  appendEntry: ledger.appendEntry,
  readBoxes: ledger.readBoxes,
  putBoxes: ledger.putBoxes,
  readLane: lane.readLane,
  readLogProof: lane.readLogProof,
  putLeaf: lane.putLeaf,
  readReleases: releases.readReleases,
  readRelease: releases.readRelease,
  putMailbox: mailboxes.putMailbox,
  readMailbox: mailboxes.readMailbox,
  putClip: clips.putClip,
  putPart: clips.putPart,
  readPart: clips.readPart,
  readClip: clips.readClip,
  listClips: clips.listClips,
  deleteClip: clips.deleteClip,
  putManifest: manifests.putManifest,
  readManifests: manifests.readManifests,
  putRecord: records.putRecord,
  readRecords: records.readRecords,
  readRecord: records.readRecord,
  readOperator: operator.readOperator,
  readOperatorItems: operator.readOperatorItems,
  readOperatorProof: operator.readOperatorProof,
  readAccessCount: operator.readAccessCount,
  openCase: cases.openCase,
  putCaseBoxes: cases.putCaseBoxes,
  appendCaseMessage: cases.appendCaseMessage,
  readCaseMessages: cases.readCaseMessages,
  readCaseStates: cases.readCaseStates,
  createCaseCode: cases.createCaseCode,
  readAcceptance: grants.readAcceptance,
  readFetches: grants.readFetches,
  readWatching: grants.readWatching,
} as const;

export type RouteName = keyof typeof ROUTES;
export type { ClipItem } from "./clips.ts";
