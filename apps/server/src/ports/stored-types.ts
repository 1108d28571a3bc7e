// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The protocol's names that ports use. */
export type { Hash } from "@nightlatch/crypto/hash";
export type { CameraId, CaseId, ClipId, DeviceId, GroupId, Id, LaneId, RecordKind } from "@nightlatch/protocol/wire";
