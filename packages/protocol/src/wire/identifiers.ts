// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Random 16-byte ids. Text form: base64url without padding, 22 characters. */
import { decodeBase64url, encodeBase64url, type Brand } from "@nightlatch/bytes";
import { ProtocolError } from "../errors.ts";

export type LaneId = Brand<Uint8Array, "LaneId">;
export type DeviceId = Brand<Uint8Array, "DeviceId">;
export type GroupId = Brand<Uint8Array, "GroupId">;
export type CameraId = Brand<Uint8Array, "CameraId">;
export type ClipId = Brand<Uint8Array, "ClipId">;
export type BootId = Brand<Uint8Array, "BootId">;
export type OperatorId = Brand<Uint8Array, "OperatorId">;
export type CaseId = Brand<Uint8Array, "CaseId">;
export type Id = LaneId | DeviceId | GroupId | CameraId | ClipId | BootId | OperatorId | CaseId;

export const ID_BYTES = 16;

/** Text of an id: for URLs, JSON and map keys. */
export function formatId(id: Id): string {
  return encodeBase64url(id);
}

/** @throws protocol.malformed */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the id it expects
export function parseId<T extends Id>(text: string): T {
  const bytes = text.length === 22 ? decodeBase64url(text) : undefined;
  if (bytes?.length !== ID_BYTES) throw new ProtocolError("protocol.malformed", "an id has 22 base64url characters");
  return bytes as T;
}

/** @throws protocol.malformed unless 16 bytes */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the id it expects
export function idFromBytes<T extends Id>(bytes: Uint8Array): T {
  if (bytes.length !== ID_BYTES) throw new ProtocolError("protocol.malformed", "an id has 16 bytes");
  return bytes as T;
}
