// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Puts opened samples of one or more clips into one progressive MP4. Never decodes: pictures and sound go in
 * as the camera made them. Owns the file's timeline: time between clips stays, up to a limit.
 */
import { encodeBase64url } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import type { AudioTrack, Track, VideoTrack } from "@nightlatch/media/elementary";
import type { ParsedFragment } from "@nightlatch/media/mp4";
import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  StreamTarget,
} from "mediabunny";
import { audioDecoderConfig, videoDecoderConfig } from "../codecs/decoder-config.ts";
import { BlobWriter } from "./blob-writer.ts";

const VIDEO = 1;
/** A longer pause between clips is cut to this: the file jumps, as the timeline does. */
const LONGEST_PAUSE_MS = 1000;

export class Mp4File {
  readonly #blob = new BlobWriter();
  readonly #output = new Output({
    format: new Mp4OutputFormat({ fastStart: false }),
    target: new StreamTarget(this.#blob.stream, { chunked: true }),
  });
  readonly #video: EncodedVideoPacketSource;
  readonly #audio: EncodedAudioPacketSource | undefined;
  readonly #videoTrack: VideoTrack;
  readonly #audioTrack: AudioTrack | undefined;
  /** Where the current clip's own time 0 lies: in the file, and on the wall clock. */
  #clipOffsetMs = 0;
  #clipOriginMs = 0;
  #endMs = 0;
  #isFirstVideo = true;
  #isFirstAudio = true;

  private constructor(tracks: readonly Track[]) {
    const { video, audio } = tracksOf(tracks);
    this.#videoTrack = video;
    this.#audioTrack = audio;
    this.#video = new EncodedVideoPacketSource(video.codec === "h264" ? "avc" : "hevc");
    this.#output.addVideoTrack(this.#video);
    if (audio === undefined) return;
    this.#audio = new EncodedAudioPacketSource(audio.codec);
    this.#output.addAudioTrack(this.#audio);
  }

  static async start(tracks: readonly Track[]): Promise<Mp4File> {
    const file = new Mp4File(tracks);
    await file.#output.start();
    return file;
  }

  /**
   * The samples that follow belong to a clip whose own time 0 is `originMs`; the first one is of `firstMs`.
   * @throws export.format_changed when an MP4 track cannot hold this clip's pictures too
   */
  startClip(tracks: readonly Track[], originMs: number, firstMs: number): void {
    const { video, audio } = tracksOf(tracks);
    if (!isSameFormat(video, this.#videoTrack) || !isSameFormat(audio, this.#audioTrack)) {
      throw new NightlatchError("export.format_changed", "the camera's format changes within the range", {
        advice: "The camera's picture format changes in this range. Export the parts before and after it on their own.",
      });
    }
    const endedMs = this.#clipOriginMs + (this.#endMs - this.#clipOffsetMs);
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(0, firstMs - endedMs));
    const firstInFileMs = this.#isFirstVideo ? 0 : this.#endMs + pauseMs;
    this.#clipOffsetMs = firstInFileMs - (firstMs - originMs);
    this.#clipOriginMs = originMs;
  }

  /** Durations must be exact: see ExactDurations of media. */
  async add(fragment: ParsedFragment): Promise<void> {
    const isVideo = fragment.trackId === VIDEO;
    const timescale = isVideo ? this.#videoTrack.timescale : this.#audioTrack?.timescale;
    if (timescale === undefined) return;
    for (const { data, presentationTime, durationTicks, isKeyframe } of fragment.samples) {
      const atMs = this.#clipOffsetMs + (presentationTime / timescale) * 1000;
      // Sound that belongs before the first picture.
      if (atMs < 0) continue;
      const durationMs = (durationTicks / timescale) * 1000;
      this.#endMs = Math.max(this.#endMs, atMs + durationMs);
      const type = !isVideo || isKeyframe ? "key" : "delta";
      const packet = new EncodedPacket(Uint8Array.from(data), type, atMs / 1000, durationMs / 1000);
      await (isVideo ? this.#addVideo(packet) : this.#addAudio(packet));
    }
  }

  async finish(): Promise<Blob> {
    await this.#output.finalize();
    return this.#blob.finish("video/mp4");
  }

  async cancel(): Promise<void> {
    await this.#output.cancel();
  }

  async #addVideo(packet: EncodedPacket): Promise<void> {
    const meta = this.#isFirstVideo ? { decoderConfig: videoDecoderConfig(this.#videoTrack) } : undefined;
    this.#isFirstVideo = false;
    await this.#video.add(packet, meta);
  }

  async #addAudio(packet: EncodedPacket): Promise<void> {
    if (this.#audio === undefined || this.#audioTrack === undefined) return;
    const meta = this.#isFirstAudio ? { decoderConfig: audioDecoderConfig(this.#audioTrack) } : undefined;
    this.#isFirstAudio = false;
    await this.#audio.add(packet, meta);
  }
}

function tracksOf(tracks: readonly Track[]): Readonly<{ video: VideoTrack; audio: AudioTrack | undefined }> {
  const video = tracks.find((track): track is VideoTrack => track.kind === "video");
  const audio = tracks.find((track): track is AudioTrack => track.kind === "audio");
  if (video === undefined) throw new NightlatchError("clip.no_picture", "a clip without video");
  return { video, audio };
}

function isSameFormat(a: Track | undefined, b: Track | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.codec === b.codec && encodeBase64url(a.decoderConfig) === encodeBase64url(b.decoderConfig);
}
