// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The measuring end, put in front of the worker that paints: after each picture it reads the frame's number back
 * from the canvas, so that a time counts only when the pixels are there. The reading is part of the time.
 */
import { BLOCK_PIXELS, NUMBER_BITS } from "./frame-number.ts";

export const PROBE_CHANNEL = "nightlatch-bench";

/** [frame number, Unix ms] of each painted picture, and the time from each watch request to its first picture. */
export type Painted = Readonly<{ paints: readonly (readonly [number, number])[]; firstPictureMs: readonly number[] }>;

/** Plain JavaScript, to stand before a worker's own code. Answers "read" on the channel with what came since. */
export const PAINT_PROBE = `{
  const paints = [], firstPictureMs = [];
  const nowMs = () => performance.timeOrigin + performance.now();
  let watchedAtMs, isWatching = false;
  const context = OffscreenCanvasRenderingContext2D.prototype, draw = context.drawImage;
  context.drawImage = function (...words) {
    draw.apply(this, words);
    const row = this.getImageData(0, ${String(BLOCK_PIXELS / 2)}, ${String(BLOCK_PIXELS * NUMBER_BITS)}, 1).data;
    let number = 0;
    for (let bit = 0; bit < ${String(NUMBER_BITS)}; bit += 1) {
      if (row[4 * (bit * ${String(BLOCK_PIXELS)} + ${String(BLOCK_PIXELS / 2)})] > 127) number += 2 ** bit;
    }
    const paintedMs = nowMs();
    paints.push([number, paintedMs]);
    if (watchedAtMs !== undefined) firstPictureMs.push(paintedMs - watchedAtMs);
    watchedAtMs = undefined;
  };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data === "string" && data.includes('"watch"') && !isWatching) [watchedAtMs, isWatching] = [nowMs(), true];
    if (typeof data === "string" && data.includes('"leave"')) [watchedAtMs, isWatching] = [undefined, false];
    return send.call(this, data);
  };
  const channel = new BroadcastChannel("${PROBE_CHANNEL}");
  channel.onmessage = ({ data }) => {
    if (data === "read") channel.postMessage({ paints: paints.splice(0), firstPictureMs: firstPictureMs.splice(0) });
  };
}
`;
