// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Decodes a camera's sound to float samples while someone listens. The page plays them: see player/. */
import type { AudioTrack } from "@nightlatch/media/elementary";
import type { FeedClip, FeedFragment } from "./camera-feed.ts";
import { audioDecoderConfig } from "../codecs/decoder-config.ts";

export type Sound = Readonly<{ sampleRate: number; channels: number; samples: Float32Array<ArrayBuffer> }>;

const SOUND = 2;

export class SoundDecoder {
  readonly #onSound: (sound: Sound) => void;
  readonly #onError: (error: unknown) => void;
  #decoder: AudioDecoder | undefined;
  #clip: FeedClip | undefined;

  constructor(onSound: (sound: Sound) => void, onError: (error: unknown) => void) {
    this.#onSound = onSound;
    this.#onError = onError;
  }

  take({ clip, parsed }: FeedFragment): void {
    if (parsed.trackId !== SOUND || typeof AudioDecoder === "undefined") return;
    const track = clip.tracks.find((known): known is AudioTrack => known.kind === "audio");
    if (track === undefined) return;
    if (this.#clip !== clip || this.#decoder?.state !== "configured") this.#configure(clip, track);
    for (const { data, presentationTime } of parsed.samples) {
      const timestamp = Math.round((presentationTime / track.timescale) * 1_000_000);
      this.#decoder?.decode(new EncodedAudioChunk({ type: "key", timestamp, data: Uint8Array.from(data) }));
    }
  }

  close(): void {
    if (this.#decoder !== undefined && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = undefined;
  }

  #configure(clip: FeedClip, track: AudioTrack): void {
    this.close();
    this.#clip = clip;
    this.#decoder = new AudioDecoder({
      output: (data) => this.#onSound(interleave(data)),
      error: (error) => this.#onError(error),
    });
    this.#decoder.configure(audioDecoderConfig(track));
  }
}

function interleave(data: AudioData): Sound {
  const { numberOfChannels: channels, numberOfFrames: frames, sampleRate } = data;
  const samples = new Float32Array(frames * channels);
  const plane = new Float32Array(frames);
  for (let channel = 0; channel < channels; channel += 1) {
    data.copyTo(plane, { planeIndex: channel, format: "f32-planar" });
    for (let i = 0; i < frames; i += 1) samples[i * channels + channel] = plane[i] ?? 0;
  }
  data.close();
  return { sampleRate, channels, samples };
}
