// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Ids and hashes as any store may be given them: stores do not look inside. */
import { systemRandom } from "@nightlatch/crypto/random";
import { idFromBytes } from "@nightlatch/protocol/wire";
import type { CameraId, CaseId, ClipId, DeviceId, GroupId, Hash, LaneId } from "../ports/stored-types.ts";

const ID_BYTES = 16;

export const drawLane = () => idFromBytes<LaneId>(systemRandom(ID_BYTES));
export const drawDevice = () => idFromBytes<DeviceId>(systemRandom(ID_BYTES));
export const drawGroup = () => idFromBytes<GroupId>(systemRandom(ID_BYTES));
export const drawCamera = () => idFromBytes<CameraId>(systemRandom(ID_BYTES));
export const drawClip = () => idFromBytes<ClipId>(systemRandom(ID_BYTES));
export const drawHash = () => systemRandom(32) as Uint8Array as Hash;
export const drawCase = () => idFromBytes<CaseId>(systemRandom(ID_BYTES));
