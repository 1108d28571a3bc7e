// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Opening by members: clips and records. What must not read video must not reach this room. */
export { openCaseMessage } from "../case-key.ts";
export { ClipOpener, openClip, type ClipReader, type OpenedFragment } from "./clip-opener.ts";
export { openRecord, type OpenedRecord, type RecordKeys } from "./open-record.ts";
export type {
  AlarmContent,
  CameraContent,
  CameraRulesContent,
  CameraSourceContent,
  CameraStatusContent,
  CaseContent,
  DeviceContent,
  GroupContent,
  HouseholdContent,
  PaperPinContent,
  RecordContent,
  RecoveryShareContent,
  SharedCameraContent,
  ThumbnailContent,
  VideoFacts,
} from "../record-content.ts";
