// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Plays a camera's live sound as it comes. Owns the audio context. A small buffer hides the network's jitter;
 * when it grows, sound is dropped, never delayed: live sound that lags is worse than a click.
 */
const START_DELAY_S = 0.12;
const LARGEST_DELAY_S = 0.5;

export class SoundOutput {
  #context: AudioContext | undefined;
  #playsUntilS = 0;

  /** Call from a click: browsers start sound only then. */
  start(): void {
    this.#context ??= new AudioContext({ latencyHint: "interactive" });
    void this.#context.resume();
  }

  play(samples: Float32Array, channels: number, sampleRate: number): void {
    const context = this.#context;
    if (context?.state !== "running" || samples.length === 0) return;
    const frames = Math.floor(samples.length / channels);
    const buffer = context.createBuffer(channels, frames, sampleRate);
    for (let channel = 0; channel < channels; channel += 1) {
      const plane = buffer.getChannelData(channel);
      for (let i = 0; i < frames; i += 1) plane[i] = samples[i * channels + channel] ?? 0;
    }
    const now = context.currentTime;
    if (this.#playsUntilS < now) this.#playsUntilS = now + START_DELAY_S;
    if (this.#playsUntilS > now + LARGEST_DELAY_S) return;
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(context.destination);
    source.start(this.#playsUntilS);
    this.#playsUntilS += buffer.duration;
  }

  close(): void {
    void this.#context?.close();
    this.#context = undefined;
    this.#playsUntilS = 0;
  }
}
