// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One sealed fragment on the wire and on disk (protocol §6.3): a 24-byte head in the clear, then ciphertext.
 *
 *     u8 version | u8 track | u8 flags | u8 0 | u32 sequence | u32 ciphertext length | nonce (12) | ciphertext
 *
 * The head lets an untrusted relay start a viewer at a key frame; everything in it is bound by the AEAD.
 */
import { ByteReader, concatBytes } from "@nightlatch/bytes";
import { NONCE_BYTES, TAG_BYTES } from "./sealed-sizes.ts";
import type { Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";
import { MAX_FRAME_BYTES } from "./size-limits.ts";
import { encodeUint32 } from "./uint32.ts";

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
const STARTS_GOP = 1;

/** hash(header) ‖ track ‖ sequence ‖ flags: where in which clip these bytes belong. */
export function fragmentAad(headerHash: Hash, head: Omit<FragmentHead, "nonce" | "frameBytes">): Uint8Array {
  const flags = head.startsGop ? STARTS_GOP : 0;
  return concatBytes(headerHash, Uint8Array.of(head.track), encodeUint32(head.sequence), Uint8Array.of(flags));
}

/** Writes the head into the FRAME_HEAD_BYTES that `frame` keeps free before its ciphertext. */
export function writeFragmentHead(frame: Uint8Array, head: Omit<FragmentHead, "frameBytes">): void {
  const view = new DataView(frame.buffer, frame.byteOffset, FRAME_HEAD_BYTES);
  view.setUint8(0, PROTOCOL_VERSION);
  view.setUint8(1, head.track);
  view.setUint8(2, head.startsGop ? STARTS_GOP : 0);
  view.setUint8(3, 0);
  view.setUint32(4, head.sequence);
  view.setUint32(8, frame.length - FRAME_HEAD_BYTES);
  frame.set(head.nonce, 12);
}

/** Reads the head of the frame that starts at `offset`; undefined when the frame is not complete yet. */
export function readFragmentHead(bytes: Uint8Array, offset = 0): FragmentHead | undefined {
  if (bytes.length - offset < FRAME_HEAD_BYTES) return undefined;
  const reader = new ByteReader(bytes.subarray(offset, offset + FRAME_HEAD_BYTES));
  const version = reader.u8();
  if (version !== PROTOCOL_VERSION) throw new ProtocolError("protocol.bad_version", "a fragment of another version");
  const [track, flags, reserved] = [reader.u8(), reader.u8(), reader.u8()];
  const [sequence, ciphertextBytes] = [reader.u32(), reader.u32()];
  const known = isTrack(track) && (flags === 0 || (flags === STARTS_GOP && track === TRACKS.video)) && reserved === 0;
  const initFirst = (track === TRACKS.init) === (sequence === 0);
  if (!known || !initFirst || ciphertextBytes < TAG_BYTES) {
    throw new ProtocolError("protocol.malformed", "not the head of a fragment");
  }
  if (FRAME_HEAD_BYTES + ciphertextBytes > MAX_FRAME_BYTES) {
    throw new ProtocolError("protocol.too_large", `a fragment over ${MAX_FRAME_BYTES} bytes`);
  }
  const frameBytes = FRAME_HEAD_BYTES + ciphertextBytes;
  if (bytes.length - offset < frameBytes) return undefined;
  return { track, startsGop: flags === STARTS_GOP, sequence, nonce: reader.take(NONCE_BYTES), frameBytes };
}

/** Exactly one whole frame. @throws protocol.malformed | bad_version | too_large */
export function readWholeFrame(frame: Uint8Array): FragmentHead & Readonly<{ ciphertext: Uint8Array }> {
  const head = readFragmentHead(frame);
  if (head?.frameBytes !== frame.length) {
    throw new ProtocolError("protocol.malformed", "not exactly one fragment");
  }
  return { ...head, ciphertext: frame.subarray(FRAME_HEAD_BYTES) };
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

function isTrack(track: number): track is TrackNumber {
  return track === TRACKS.init || track === TRACKS.video || track === TRACKS.audio;
}
