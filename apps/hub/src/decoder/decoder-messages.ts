// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What the hub and the decoder process say to each other. The process parses bytes that a camera chose, with
 * libraries that have been broken by such bytes before: what it says is checked like a stranger's word.
 */

export type CaptureInput = Readonly<{ format: "v4l2" | "lavfi"; url: string }>;
export type DecoderRequest =
  | Readonly<{ kind: "thumbnail"; id: number; codec: "h264" | "h265"; decoderConfig: Uint8Array; keyframe: Uint8Array }>
  | Readonly<{ kind: "capture"; input: CaptureInput }>;

export type DecoderReply =
  | Readonly<{ kind: "jpeg"; id: number; data: Uint8Array }>
  /** `id` is absent when a capture failed. */
  | Readonly<{ kind: "failed"; id?: number; message: string }>
  /** The encoder's parameter sets, NAL units without start codes. */
  | Readonly<{ kind: "parameters"; sps: Uint8Array; pps: Uint8Array }>
  /** One access unit with 4-byte lengths. */
  | Readonly<{ kind: "frame"; data: Uint8Array; isKeyframe: boolean; elapsedMs: number; captureTimeMs: number }>;

const MAX_JPEG_BYTES = 256 * 1024;
const MAX_FRAME_BYTES = 8 * 1024 * 1024;
const MAX_PARAMETER_BYTES = 1024;
const MAX_MESSAGE_CHARACTERS = 200;

/** Undefined for anything that is not exactly a reply. */
export function parseDecoderReply(message: unknown): DecoderReply | undefined {
  if (typeof message !== "object" || message === null || !("kind" in message)) return undefined;
  const value: Readonly<Record<string, unknown>> = { ...message };
  const { id, data } = value;
  switch (value["kind"]) {
    case "jpeg":
      return isCount(id) && isBytes(data, MAX_JPEG_BYTES) ? { kind: "jpeg", id, data } : undefined;
    case "failed": {
      const text = String(value["message"]).slice(0, MAX_MESSAGE_CHARACTERS);
      return isCount(id) ? { kind: "failed", id, message: text } : { kind: "failed", message: text };
    }
    case "parameters": {
      const { sps, pps } = value;
      const isKnown = isBytes(sps, MAX_PARAMETER_BYTES) && isBytes(pps, MAX_PARAMETER_BYTES);
      return isKnown ? { kind: "parameters", sps, pps } : undefined;
    }
    case "frame": {
      const { isKeyframe, elapsedMs, captureTimeMs } = value;
      if (!isBytes(data, MAX_FRAME_BYTES) || typeof isKeyframe !== "boolean") return undefined;
      return isTime(elapsedMs) && isTime(captureTimeMs)
        ? { kind: "frame", data, isKeyframe, elapsedMs, captureTimeMs }
        : undefined;
    }
    default:
      return undefined;
  }
}

function isBytes(value: unknown, maxBytes: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length > 0 && value.length <= maxBytes;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
