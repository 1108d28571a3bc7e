// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Raw pictures to H.264 access units, each out before the next goes in. Only the decoder process loads this. */
import { joinLengthPrefixed, splitAnnexB } from "@nightlatch/media/elementary";
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUV420P,
  FF_ENCODER_LIBX264,
  SWS_FAST_BILINEAR,
} from "node-av/constants";
import { Codec, CodecContext, Dictionary, Frame, Packet, Rational, SoftwareScaleContext } from "node-av/lib";
import type { DecoderReply } from "./decoder-messages.ts";
import { hasResult, NativeCallError, succeed } from "./native-call.ts";

/** `canTake` is false while the parent is behind: pictures are then left out before they are encoded. */
export type CaptureSink = Readonly<{ canTake(): boolean; send(reply: DecoderReply): void }>;

const MILLISECONDS = new Rational(1, 1000);
const KEYFRAME_INTERVAL_FRAMES = 30;
const SPS = 7;
const PPS = 8;

/** Owns the encoder of one picture size, and the zero point of its time. */
export class PictureEncoder {
  readonly #context: CodecContext;
  readonly #scaler: SoftwareScaleContext;
  readonly #sink: CaptureSink;
  readonly #packet = new Packet();
  readonly #startMs = performance.now();
  #lastElapsedMs = -1;

  private constructor(context: CodecContext, scaler: SoftwareScaleContext, sink: CaptureSink) {
    this.#context = context;
    this.#scaler = scaler;
    this.#sink = sink;
    this.#packet.alloc();
  }

  static async open(picture: Frame, sink: CaptureSink): Promise<PictureEncoder> {
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
    const context = new CodecContext();
    context.allocContext3(codec);
    context.width = picture.width & ~1;
    context.height = picture.height & ~1;
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.timeBase = MILLISECONDS;
    context.gopSize = KEYFRAME_INTERVAL_FRAMES;
    context.maxBFrames = 0;
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    using options = Dictionary.fromObject({ preset: "ultrafast", tune: "zerolatency", crf: "24", "forced-idr": "1" });
    succeed("opening the encoder", await context.open2(codec, options));
    sink.send({ kind: "parameters", ...readParameters(context) });
    const scaler = new SoftwareScaleContext();
    // A video frame's format is a pixel format; the library's type covers sound as well.
    const format = picture.format as typeof AV_PIX_FMT_YUV420P;
    const { width, height } = context;
    scaler.getContext(picture.width, picture.height, format, width, height, AV_PIX_FMT_YUV420P, SWS_FAST_BILINEAR);
    return new PictureEncoder(context, scaler, sink);
  }

  async encode(picture: Frame): Promise<void> {
    using frame = new Frame();
    frame.alloc();
    frame.width = this.#context.width;
    frame.height = this.#context.height;
    frame.format = AV_PIX_FMT_YUV420P;
    succeed("scaling", await this.#scaler.scaleFrame(frame, picture));
    // Devices stamp pictures by clocks of their own, or not at all: the time of arrival is one clock for all.
    const elapsedMs = Math.max(Math.round(performance.now() - this.#startMs), this.#lastElapsedMs + 1);
    const captureTimeMs = Date.now();
    this.#lastElapsedMs = elapsedMs;
    frame.pts = BigInt(elapsedMs);
    succeed("encoding", await this.#context.sendFrame(frame));
    while (hasResult("encoding", await this.#context.receivePacket(this.#packet))) {
      const data = joinLengthPrefixed(splitAnnexB(this.#packet.data ?? new Uint8Array()));
      this.#sink.send({ kind: "frame", data, isKeyframe: this.#packet.isKeyframe, elapsedMs, captureTimeMs });
      this.#packet.unref();
    }
  }
}

function readParameters(context: CodecContext): Readonly<{ sps: Uint8Array; pps: Uint8Array }> {
  const nals = splitAnnexB(context.extraData ?? new Uint8Array());
  const find = (type: number): Uint8Array | undefined => nals.find((nal) => ((nal[0] ?? 0) & 0x1f) === type);
  const sps = find(SPS);
  const pps = find(PPS);
  if (!sps || !pps) throw new NativeCallError("reading the encoder's parameter sets", -1);
  return { sps: sps.slice(), pps: pps.slice() };
}
