// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The hub's end of a device capture: starts the process, turns its replies into tracks and samples, ends it. */
import { h264Track } from "@nightlatch/media/elementary";
import { EventQueue } from "../cameras/event-queue.ts";
import { repeat } from "../cameras/repeat.ts";
import type { Clock } from "../ports/clock.ts";
import { startDecoderChild } from "./decoder-child.ts";
import type { CaptureInput, DecoderReply } from "./decoder-messages.ts";
import type { UsbEvent } from "./decoder.ts";
import { DecoderError } from "./errors.ts";

export type CaptureDeps = Readonly<{ clock: Clock; silenceMs: number; signal: AbortSignal }>;

const TICKS_PER_MS = 90;

/** Ends when the signal aborts. @throws decoder.failed, decoder.timeout */
export async function* readCapture(input: CaptureInput, deps: CaptureDeps): AsyncGenerator<UsbEvent, void, undefined> {
  const { clock, silenceMs, signal } = deps;
  if (signal.aborted) return;
  let lastReplyMs = clock.monotonicMs();
  // A process cannot be paused as a camera can: while the reader is behind, pictures are left out up to a keyframe.
  let isSkipping = false;
  const queue = new EventQueue({ onFull: () => (isSkipping = true), onDrained: () => undefined });
  const onReply = (reply: DecoderReply): void => {
    lastReplyMs = clock.monotonicMs();
    if (reply.kind === "frame") isSkipping &&= queue.isFull || !reply.isKeyframe;
    if (!isSkipping || reply.kind !== "frame") takeReply(reply, queue);
  };
  const child = startDecoderChild({ onReply, onEnd: (error) => queue.fail(error) });
  const ended = new AbortController();
  const stop = (): void => queue.end();
  signal.addEventListener("abort", stop, { once: true });
  const watch = repeat(clock, silenceMs / 4, ended.signal, () => {
    if (clock.monotonicMs() - lastReplyMs < silenceMs) return;
    queue.fail(new DecoderError("decoder.timeout", `no picture in ${silenceMs} ms`));
  });
  try {
    child.send({ kind: "capture", input });
    yield* queue.read();
  } finally {
    signal.removeEventListener("abort", stop);
    ended.abort();
    child.kill();
    await watch;
  }
}

function takeReply(reply: DecoderReply, queue: EventQueue): void {
  if (reply.kind === "failed") queue.fail(new DecoderError("decoder.failed", reply.message));
  if (reply.kind === "parameters") queue.push({ kind: "tracks", tracks: [h264Track([reply.sps, reply.pps])] });
  if (reply.kind !== "frame") return;
  const { data, isKeyframe, elapsedMs, captureTimeMs } = reply;
  const presentationTime = elapsedMs * TICKS_PER_MS;
  queue.push({ kind: "sample", sample: { kind: "video", data, isKeyframe, presentationTime, captureTimeMs } });
}
