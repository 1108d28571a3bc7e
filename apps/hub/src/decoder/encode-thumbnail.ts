// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One keyframe to one small JPEG. Only the decoder process loads this. Everything opened is freed. */
import {
  AV_CODEC_FLAG_QSCALE,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_MJPEG,
  AV_PIX_FMT_YUV420P,
  AVCOL_RANGE_JPEG,
  SWS_AREA,
} from "node-av/constants";
import { Codec, CodecContext, Frame, Packet, Rational, SoftwareScaleContext } from "node-av/lib";
import type { DecoderRequest } from "./decoder-messages.ts";
import { NativeCallError, succeed } from "./native-call.ts";

const MAX_WIDTH = 320;
/** FFmpeg's 1 (best) to 31; 5 looks like JPEG quality 70-75. */
const JPEG_QUALITY = 5;
const QUALITY_UNIT = 118;

/** @throws NativeCallError when the bytes do not decode */
export async function encodeThumbnail(request: Extract<DecoderRequest, { kind: "thumbnail" }>): Promise<Uint8Array> {
  using picture = await decodeKeyframe(request);
  using small = await shrink(picture);
  // Awaited here: `using` frees the pictures when this function returns.
  return await encodeJpeg(small);
}

async function decodeKeyframe({
  codec,
  decoderConfig,
  keyframe,
}: Extract<DecoderRequest, { kind: "thumbnail" }>): Promise<Frame> {
  const decoder = Codec.findDecoder(codec === "h264" ? AV_CODEC_ID_H264 : AV_CODEC_ID_HEVC);
  using context = new CodecContext();
  context.allocContext3(decoder);
  context.threadCount = 1;
  context.extraData = Buffer.from(decoderConfig);
  succeed("opening the decoder", await context.open2(decoder, null));
  using packet = new Packet();
  packet.alloc();
  packet.data = Buffer.from(keyframe);
  packet.isKeyframe = true;
  succeed("decoding", await context.sendPacket(packet));
  succeed("decoding", await context.sendPacket(null));
  const frame = new Frame();
  frame.alloc();
  const code = await context.receiveFrame(frame);
  if (code >= 0) return frame;
  frame.free();
  throw new NativeCallError("decoding", code);
}

async function shrink(picture: Frame): Promise<Frame> {
  const width = evenAtLeast2(Math.min(MAX_WIDTH, picture.width));
  const height = evenAtLeast2((picture.height * width) / picture.width);
  using scaler = new SoftwareScaleContext();
  const { width: fromWidth, height: fromHeight, format } = picture;
  // A video frame's format is a pixel format; the library's type covers sound as well.
  scaler.getContext(
    fromWidth,
    fromHeight,
    format as typeof AV_PIX_FMT_YUV420P,
    width,
    height,
    AV_PIX_FMT_YUV420P,
    SWS_AREA,
  );
  const small = new Frame();
  small.alloc();
  small.width = width;
  small.height = height;
  small.format = AV_PIX_FMT_YUV420P;
  small.colorRange = AVCOL_RANGE_JPEG;
  const code = await scaler.scaleFrame(small, picture);
  if (code >= 0) return small;
  small.free();
  throw new NativeCallError("scaling", code);
}

async function encodeJpeg(picture: Frame): Promise<Uint8Array> {
  const encoder = Codec.findEncoder(AV_CODEC_ID_MJPEG);
  using context = new CodecContext();
  context.allocContext3(encoder);
  context.width = picture.width;
  context.height = picture.height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.colorRange = AVCOL_RANGE_JPEG;
  context.timeBase = new Rational(1, 1);
  context.threadCount = 1;
  context.setFlags(AV_CODEC_FLAG_QSCALE);
  context.globalQuality = QUALITY_UNIT * JPEG_QUALITY;
  succeed("opening the encoder", await context.open2(encoder, null));
  picture.quality = QUALITY_UNIT * JPEG_QUALITY;
  picture.pts = 0n;
  succeed("encoding", await context.sendFrame(picture));
  using packet = new Packet();
  packet.alloc();
  succeed("encoding", await context.receivePacket(packet));
  return Uint8Array.from(packet.data ?? []);
}

function evenAtLeast2(length: number): number {
  return Math.max(2, Math.floor(length / 2) * 2);
}
