// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Binary socket messages, the same in both directions: u8 kind | camera (16) | payload. */
import { ID_BYTES, idFromBytes, type CameraId } from "@nightlatch/protocol/wire";

export const MEDIA_KINDS = { opening: 1, frame: 2 } as const;
export type MediaKind = keyof typeof MEDIA_KINDS;
export type MediaMessage = Readonly<{ kind: MediaKind; camera: CameraId; payload: Uint8Array }>;

export const MEDIA_HEAD_BYTES = 1 + ID_BYTES;

/** The 17 bytes before the payload: send both without joining them where the transport can. */
export function encodeMediaHead(kind: MediaKind, camera: CameraId): Uint8Array {
  const head = new Uint8Array(MEDIA_HEAD_BYTES);
  head[0] = MEDIA_KINDS[kind];
  head.set(camera, 1);
  return head;
}

export function encodeMediaMessage({ kind, camera, payload }: MediaMessage): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(MEDIA_HEAD_BYTES + payload.length);
  message.set(encodeMediaHead(kind, camera));
  message.set(payload, MEDIA_HEAD_BYTES);
  return message;
}

/** Undefined for what is no media message. The payload is a view. */
export function decodeMediaMessage(bytes: Uint8Array): MediaMessage | undefined {
  const kind = bytes[0] === MEDIA_KINDS.opening ? "opening" : bytes[0] === MEDIA_KINDS.frame ? "frame" : undefined;
  if (kind === undefined || bytes.length <= MEDIA_HEAD_BYTES) return undefined;
  const camera = idFromBytes<CameraId>(bytes.slice(1, MEDIA_HEAD_BYTES));
  return { kind, camera, payload: bytes.subarray(MEDIA_HEAD_BYTES) };
}
