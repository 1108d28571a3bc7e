// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file For playing recordings by MediaSource. A live fragment cannot know how long its frame is shown and says more,
 * for which a paused player that seeks shows a frame too early. A recording has the next fragment: hold one back.
 */
import { VIDEO_TRACK_ID } from "./initialization-segment.ts";
import { parseFragment, setVideoDuration } from "./movie-fragment.ts";

/** 25 frames a second, for a clip of one frame. */
const NOMINAL_TICKS = 3600;

/** One for a clip. Owns the last video fragment, and changes the duration inside the bytes that it is given. */
export class ExactDurations<Bytes extends Uint8Array = Uint8Array> {
  #held: Readonly<{ bytes: Bytes; decodeTime: number }> | undefined;
  #lastTicks = NOMINAL_TICKS;

  /** The fragments that can be appended now. @throws media.bad_box */
  push(bytes: Bytes): readonly Bytes[] {
    const { trackId, decodeTime } = parseFragment(bytes);
    if (trackId !== VIDEO_TRACK_ID) return [bytes];
    const held = this.#held;
    this.#held = { bytes, decodeTime };
    if (held === undefined) return [];
    // Times that do not rise are not ours to repair: the frame keeps what it says.
    if (decodeTime <= held.decodeTime) return [held.bytes];
    this.#lastTicks = decodeTime - held.decodeTime;
    setVideoDuration(held.bytes, this.#lastTicks);
    return [held.bytes];
  }

  /** The clip's last picture, which lasts as long as the one before. */
  flush(): readonly Bytes[] {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return [];
    setVideoDuration(held.bytes, this.#lastTicks);
    return [held.bytes];
  }
}
