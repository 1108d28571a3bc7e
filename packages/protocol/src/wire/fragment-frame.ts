// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One sealed fragment on the wire and on disk (protocol §6.3): a 24-byte head in the clear, then ciphertext.
 *
 *     u8 version | u8 track | u8 flags | u8 0 | u32 sequence | u32 ciphertext length | nonce (12) | ciphertext
 *
 * The head lets an untrusted relay start a viewer at a key frame; everything in it is bound by the AEAD.
 */
import type { Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";
import { NONCE_BYTES, TAG_BYTES } from "./sealed-sizes.ts";
import { MAX_FRAME_BYTES } from "./size-limits.ts";
import { readUint32, writeUint32 } from "./uint32.ts";

/** 0: the init segment; 1: video; 2: audio. */
export const TRACKS = { init: 0, video: 1, audio: 2 } as const;
export type TrackNumber = (typeof TRACKS)[keyof typeof TRACKS];

export type FragmentHead = Readonly<{
  track: TrackNumber;
  /** This video fragment decodes without any before it. */
  startsGop: boolean;
  /** Counts all tracks of a clip, from 0 (the init segment). */
  sequence: number;
  nonce: Uint8Array;
  /** Bytes of the whole frame: head and ciphertext. */
  frameBytes: number;
}>;

export const FRAME_HEAD_BYTES = 24;
const [SEQUENCE_AT, LENGTH_AT, NONCE_AT] = [4, 8, 12];
const STARTS_GOP = 1;

/** hash(header) ‖ track ‖ sequence ‖ flags: where in which clip these bytes belong. */
export function fragmentAad(headerHash: Hash, head: Omit<FragmentHead, "nonce" | "frameBytes">): Uint8Array {
  const aad = new Uint8Array(headerHash.length + 6);
  aad.set(headerHash);
  aad[headerHash.length] = head.track;
  writeUint32(aad, headerHash.length + 1, head.sequence);
  aad[headerHash.length + 5] = flagsOf(head);
  return aad;
}

/** Writes the head into the FRAME_HEAD_BYTES that `frame` keeps free before its ciphertext. */
export function writeFragmentHead(frame: Uint8Array, head: Omit<FragmentHead, "frameBytes">): void {
  frame[0] = PROTOCOL_VERSION;
  frame[1] = head.track;
  frame[2] = flagsOf(head);
  frame[3] = 0;
  writeUint32(frame, SEQUENCE_AT, head.sequence);
  writeUint32(frame, LENGTH_AT, frame.length - FRAME_HEAD_BYTES);
  frame.set(head.nonce, NONCE_AT);
}

/** Reads the head of the frame that starts at `offset`; undefined when the frame is not complete yet. */
export function readFragmentHead(bytes: Uint8Array, offset = 0): FragmentHead | undefined {
  if (bytes.length - offset < FRAME_HEAD_BYTES) return undefined;
  if (bytes[offset] !== PROTOCOL_VERSION) {
    throw new ProtocolError("protocol.bad_version", "a fragment of another version");
  }
  const [track, flags, reserved] = [bytes[offset + 1], bytes[offset + 2], bytes[offset + 3]];
  const sequence = readUint32(bytes, offset + SEQUENCE_AT);
  const frameBytes = FRAME_HEAD_BYTES + readUint32(bytes, offset + LENGTH_AT);
  const initFirst = (track === TRACKS.init) === (sequence === 0);
  if (
    !isTrack(track) ||
    (flags !== 0 && (flags !== STARTS_GOP || track !== TRACKS.video)) ||
    reserved !== 0 ||
    !initFirst ||
    frameBytes < FRAME_HEAD_BYTES + TAG_BYTES
  ) {
    throw new ProtocolError("protocol.malformed", "not the head of a fragment");
  }
  if (frameBytes > MAX_FRAME_BYTES) {
    throw new ProtocolError("protocol.too_large", `a fragment over ${MAX_FRAME_BYTES} bytes`);
  }
  if (bytes.length - offset < frameBytes) return undefined;
  const nonce = bytes.subarray(offset + NONCE_AT, offset + NONCE_AT + NONCE_BYTES);
  return { track, startsGop: flags === STARTS_GOP, sequence, nonce, frameBytes };
}

/** The head of exactly one whole frame. @throws protocol.malformed | bad_version | too_large */
export function readWholeFrame(frame: Uint8Array): FragmentHead {
  const head = readFragmentHead(frame);
  if (head?.frameBytes !== frame.length) {
    throw new ProtocolError("protocol.malformed", "not exactly one fragment");
  }
  return head;
}

/** Cuts concatenated frames apart (views, no copies). `rest` is an incomplete tail. */
export function splitFrames(bytes: Uint8Array): Readonly<{ frames: readonly Uint8Array[]; rest: Uint8Array }> {
  const frames: Uint8Array[] = [];
  let offset = 0;
  for (;;) {
    const head = readFragmentHead(bytes, offset);
    if (head === undefined) return { frames, rest: bytes.subarray(offset) };
    frames.push(bytes.subarray(offset, offset + head.frameBytes));
    offset += head.frameBytes;
  }
}

function flagsOf({ startsGop }: Pick<FragmentHead, "startsGop">): number {
  return startsGop ? STARTS_GOP : 0;
}

function isTrack(track: number | undefined): track is TrackNumber {
  return track === TRACKS.init || track === TRACKS.video || track === TRACKS.audio;
}
