// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Two seconds of a sealed 1080p camera at 4 Mbit/s and 15 frames a second, as a hub sends them. */
import { encodeMediaMessage } from "@nightlatch/api-contract";
import type { CameraId } from "@nightlatch/protocol/wire";
import type { TestHousehold } from "@nightlatch/testkit";
import { sealClip } from "../../tests/constellation/sealed-clip.ts";

const KEYFRAME_BYTES = 256 * 1024;
const FRAME_BYTES = 25 * 1024;
const FRAMES = 30;

export type SealedGroup = Readonly<{
  camera: CameraId;
  /** Opening and init frame. */
  start: readonly Uint8Array<ArrayBuffer>[];
  /** From a key frame on: may be sent over and over. */
  frames: readonly Uint8Array<ArrayBuffer>[];
}>;

export async function sealedGroup(home: TestHousehold): Promise<SealedGroup> {
  const plain = (sequence: number) =>
    new Uint8Array(sequence === 0 ? 700 : sequence === 1 ? KEYFRAME_BYTES : FRAME_BYTES).fill(sequence);
  const { camera, opening, frames } = await sealClip(home, { framesAPart: FRAMES + 1, partCount: 1, plain });
  const messages = frames.map((payload) => encodeMediaMessage({ kind: "frame", camera, payload }));
  const start = [encodeMediaMessage({ kind: "opening", camera, payload: opening }), ...messages.slice(0, 1)];
  return { camera, start, frames: messages.slice(1) };
}
