// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads raw pictures from a device and encodes them as H.264 without delay. Only the decoder process loads this;
 * a process captures one device and is ended by its parent, so what the libraries hold goes with it.
 */
import { AVMEDIA_TYPE_VIDEO } from "node-av/constants";
import { Codec, CodecContext, Dictionary, FormatContext, Frame, InputFormat, Packet, type Stream } from "node-av/lib";
import type { CaptureInput } from "./decoder-messages.ts";
import { hasResult, NativeCallError, succeed } from "./native-call.ts";
import { PictureEncoder, type CaptureSink } from "./picture-encoder.ts";

/** Asked in this order: compressed HD, which USB 2 carries; then whatever the device does. */
const V4L2_MODES: readonly Readonly<Record<string, string>>[] = [
  { input_format: "mjpeg", video_size: "1280x720" },
  { video_size: "1280x720" },
  {},
];

/** Captures until the device ends or the process does. @throws NativeCallError */
export async function captureDevice(input: CaptureInput, sink: CaptureSink): Promise<void> {
  const { format, stream } = await openInput(input);
  const decoder = await openDecoder(stream);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  let encoder: PictureEncoder | undefined;
  for (;;) {
    succeed("reading the device", await format.readFrame(packet));
    const isVideo = packet.streamIndex === stream.index;
    if (isVideo) await decoder.sendPacket(packet);
    packet.unref();
    while (isVideo && hasResult("decoding", await decoder.receiveFrame(frame))) {
      encoder ??= await PictureEncoder.open(frame, sink);
      if (sink.canTake()) await encoder.encode(frame);
      frame.unref();
    }
  }
}

async function openInput({ format, url }: CaptureInput): Promise<{ format: FormatContext; stream: Stream }> {
  const inputFormat = InputFormat.findInputFormat(format === "v4l2" ? "video4linux2" : format);
  let failure = new NativeCallError("opening the device", -1);
  for (const mode of format === "v4l2" ? V4L2_MODES : [{}]) {
    const context = new FormatContext();
    context.allocContext();
    using options = Dictionary.fromObject(mode);
    const code = await context.openInput(url, inputFormat, options);
    if (code < 0) {
      failure = new NativeCallError("opening the device", code);
      continue;
    }
    succeed("looking at the device", await context.findStreamInfo(null));
    const stream = context.streams[context.findBestStream(AVMEDIA_TYPE_VIDEO)];
    if (stream) return { format: context, stream };
    failure = new NativeCallError("finding a picture", -1);
    await context.closeInput();
  }
  throw failure;
}

async function openDecoder(stream: Stream): Promise<CodecContext> {
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  const context = new CodecContext();
  context.allocContext3(codec);
  succeed("opening the decoder", context.parametersToContext(stream.codecpar));
  context.threadCount = 1;
  succeed("opening the decoder", await context.open2(codec, null));
  return context;
}
