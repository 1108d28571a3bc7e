// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Where and when each sample of one track is (ISO/IEC 14496-12 §8.6, §8.7). Each fragment is one chunk. Times are
 * those of the fragments; durations reach from each sample to the next.
 */
import type { Track } from "../elementary/track.ts";
import { badBox, buildBox, buildFullBox } from "../mp4/boxes.ts";
import type { ParsedSample } from "../mp4/index.ts";

type Run = { count: number; value: number };

/** Of a time, a duration or a place: 13 hours of pictures. */
export const MAX_FIELD = 0xffff_ffff;
/** Of a track with one sample. */
const NOMINAL_PER_SECOND = 25;

export class TrackTable {
  readonly kind: Track["kind"];
  readonly timescale: number;
  readonly #times: number[] = [];
  readonly #offsets: number[] = [];
  readonly #sizesBytes: number[] = [];
  readonly #keyframes: number[] = [];
  readonly #chunks: number[] = [];
  readonly #samplesOfChunk: number[] = [];

  constructor(kind: Track["kind"], timescale: number) {
    this.kind = kind;
    this.timescale = timescale;
  }

  get isEmpty(): boolean {
    return this.#times.length === 0;
  }

  /**
   * The samples of one fragment, moved by `shift` ticks; their data lie one behind the other from `at` on.
   * @throws media.bad_box
   */
  add(samples: readonly ParsedSample[], shift: number, at: number): void {
    for (const { decodeTime, presentationTime, data, isKeyframe } of samples) {
      // Decoding rises, whatever the camera did; what is shown is shown at its time.
      const time = Math.max(decodeTime + shift, (this.#times.at(-1) ?? -1) + 1);
      if (decodeTime > MAX_FIELD || time > MAX_FIELD) throw badBox("a movie that is too long");
      this.#times.push(time);
      this.#offsets.push(presentationTime + shift - time);
      this.#sizesBytes.push(data.length);
      if (isKeyframe) this.#keyframes.push(this.#times.length);
    }
    this.#chunks.push(at);
    this.#samplesOfChunk.push(samples.length);
  }

  /** When the first sample is shown, in milliseconds from the clips' own time 0. */
  get startMs(): number {
    return Math.floor((((this.#times[0] ?? 0) + (this.#offsets[0] ?? 0)) * 1000) / this.timescale);
  }

  /** The first sample is shown so many ticks after it is decoded. */
  get leadTicks(): number {
    return Math.max(0, this.#offsets[0] ?? 0);
  }

  /** @throws media.bad_box */
  get durationTicks(): number {
    const total = this.#durations().reduce((sum, ticks) => sum + ticks, 0);
    if (total > MAX_FIELD) throw badBox("a movie that is too long");
    return total;
  }

  /** From when the first sample is shown to when the last one is over. */
  get shownMs(): number {
    const shown = this.#times.map((time, i) => time + (this.#offsets[i] ?? 0));
    const lastShown = shown.reduce((latest, time) => Math.max(latest, time), 0);
    const shownTicks = lastShown - (shown[0] ?? 0) + (this.#durations().at(-1) ?? 0);
    return Math.floor((shownTicks * 1000) / this.timescale);
  }

  /** The table box, whose samples are coded as `descriptions` (an stsd box) says. */
  build(descriptions: Uint8Array): Uint8Array {
    const pictures =
      this.kind === "video"
        ? [
            buildFullBox("ctts", 1, 0, counted(pairs(runsOf(this.#offsets)), 2)),
            buildFullBox("stss", 0, 0, counted(this.#keyframes)),
          ]
        : [];
    return buildBox(
      "stbl",
      descriptions,
      buildFullBox("stts", 0, 0, counted(pairs(runsOf(this.#durations())), 2)),
      ...pictures,
      buildFullBox("stsz", 0, 0, words([0, this.#sizesBytes.length, ...this.#sizesBytes])),
      buildFullBox("stsc", 0, 0, counted(this.#chunkRuns(), 3)),
      buildFullBox("stco", 0, 0, counted(this.#chunks)),
    );
  }

  #durations(): readonly number[] {
    const steps = this.#times.slice(1).map((time, i) => time - (this.#times[i] ?? 0));
    return [...steps, steps.at(-1) ?? Math.floor(this.timescale / NOMINAL_PER_SECOND)];
  }

  /** First chunk, samples of each, and the only description. */
  #chunkRuns(): readonly number[] {
    let chunk = 1;
    return runsOf(this.#samplesOfChunk).flatMap(({ count, value }) => {
      const row = [chunk, value, 1];
      chunk += count;
      return row;
    });
  }
}

function runsOf(values: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.value === value) last.count += 1;
    else runs.push({ count: 1, value });
  }
  return runs;
}

function pairs(runs: readonly Run[]): readonly number[] {
  return runs.flatMap(({ count, value }) => [count, value]);
}

/** Rows of `width` words behind their number. */
function counted(row: readonly number[], width = 1): Uint8Array {
  return words([row.length / width, ...row]);
}

function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(i * 4, value);
  return bytes;
}
