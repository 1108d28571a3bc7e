// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The worker of the clear page: the app's own painter, fed with fragments that nobody sealed. */
import { parseFragment, parseInitSegment } from "@nightlatch/media/mp4";
import type { FeedClip } from "../../../apps/household-web/src/vault/live/camera-feed.ts";
import { CanvasPainter } from "../../../apps/household-web/src/vault/live/canvas-painter.ts";

type Start = Readonly<{ canvas: OffscreenCanvas; relayUrl: string }>;

const KIND_INIT = 0;
const KIND_GROUP = 1;

globalThis.onmessage = ({ data }: MessageEvent<Start>) => {
  const context = data.canvas.getContext("2d", { alpha: false, desynchronized: true });
  if (context === null) throw new Error("no 2D context");
  const painter = new CanvasPainter(data.canvas, context, { onPainted: () => undefined, onDecoderError: report });
  const socket = new WebSocket(data.relayUrl);
  socket.binaryType = "arraybuffer";
  let clip: FeedClip | undefined;
  socket.onmessage = ({ data: message }: MessageEvent<ArrayBuffer>) => {
    const [kind, bytes] = [new Uint8Array(message)[0], new Uint8Array(message, 1)];
    if (kind === KIND_INIT) clip ??= clearClip(bytes);
    else if (clip !== undefined) {
      const startsGop = kind === KIND_GROUP;
      painter.take({ clip, sequence: 0, startsGop, bytes, parsed: parseFragment(bytes) });
    }
  };
};

/** The painter asks a clip for its tracks and its start, and nothing else. */
function clearClip(init: Uint8Array): FeedClip {
  const header = { startMs: 0 } as FeedClip["header"];
  return { header, headerHash: new Uint8Array(32), init, tracks: parseInitSegment(init) };
}

function report(): void {
  throw new Error("the decoder gave up");
}
