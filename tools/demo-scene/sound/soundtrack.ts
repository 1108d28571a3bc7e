// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The sound of the story, made from sines and filtered noise. Quiet on purpose:
 * it plays in a tab that somebody has just opened.
 */
import { scatter } from "../picture/brush.ts";
import {
  CARS,
  courierAt,
  DOORSTEP_Y,
  DURATION_S,
  ease,
  PARCEL_DOWN_S,
  PARCEL_TAKEN_S,
  PORCH_LIGHT_ON_S,
  STEP_M,
} from "../picture/timeline.ts";

export const SAMPLE_RATE = 16_000;
const TAU = 2 * Math.PI;

/** Mono samples of the whole loop, from -1 to 1. */
export function composeSoundtrack(): Float32Array {
  const track = new Float32Array(DURATION_S * SAMPLE_RATE);
  addBreeze(track);
  for (const car of CARS) addCar(track, car.startS, car.durationS);
  addSteps(track);
  addBirds(track);
  addCrickets(track);
  addThump(track, PARCEL_DOWN_S, 0.34, 92);
  addThump(track, PARCEL_TAKEN_S + 0.7, 0.16, 120);
  addThump(track, PORCH_LIGHT_ON_S, 0.1, 900);
  return track;
}

/** Adds a sound that starts at `startS`; what runs over the end goes on at the beginning. */
function add(track: Float32Array, startS: number, durationS: number, sampleAt: (s: number) => number): void {
  const first = Math.round(startS * SAMPLE_RATE);
  for (let n = 0; n < durationS * SAMPLE_RATE; n += 1) {
    const place = (first + n) % track.length;
    track[place] = (track[place] ?? 0) + sampleAt(n / SAMPLE_RATE);
  }
}

/** Noise with the highs taken off; closer to 1 is duller. */
function softNoise(seed: number, dullness: number): () => number {
  const next = scatter(seed);
  let held = 0;
  return () => {
    held = dullness * held + (1 - dullness) * (next() * 2 - 1);
    return held;
  };
}

function addBreeze(track: Float32Array): void {
  const noise = softNoise(3, 0.985);
  add(track, 0, DURATION_S, (s) => noise() * 0.16 * (0.75 + 0.25 * Math.sin((TAU * s) / 12)));
}

function addCar(track: Float32Array, startS: number, durationS: number): void {
  const [tyres, engine] = [softNoise(11, 0.82), softNoise(12, 0.97)];
  const middleS = durationS / 2;
  add(track, startS - 0.6, durationS + 1.2, (s) => {
    const off = (s - 0.6 - middleS) / (durationS * 0.24);
    const loudness = Math.exp(-off * off);
    const pitch = off < 0 ? 74 : 66;
    return loudness * (0.34 * tyres() + 0.5 * engine() + 0.025 * Math.sin(TAU * pitch * s));
  });
}

function addSteps(track: Float32Array): void {
  let steps = 0;
  for (let t = 0; t < DURATION_S; t += 0.01) {
    const pose = courierAt(t);
    const walked = pose?.walking === true ? Math.floor(pose.walkedM / STEP_M + 0.5) : 0;
    if (pose !== undefined && walked > steps) {
      const nearness = (pose.groundY - 300) / (DOORSTEP_Y - 300);
      const noise = softNoise(100 + walked, 0.7);
      const tone = walked % 2 === 0 ? 150 : 138;
      add(track, t, 0.12, (s) => nearness * Math.exp(-s * 46) * (0.34 * noise() + 0.11 * Math.sin(TAU * tone * s)));
    }
    steps = walked;
  }
}

function addBirds(track: Float32Array): void {
  const next = scatter(5);
  for (let startS = 0.4; startS < DURATION_S - 1; startS += 1.1 + next() * 2.2) {
    const isDay = startS < 25 || startS > 44;
    const [base, notes, loudness] = [2500 + next() * 1500, 2 + Math.floor(next() * 4), 0.018 + next() * 0.03];
    if (isDay)
      for (let n = 0; n < notes; n += 1) addChirp(track, startS + n * 0.13, base * (1 + 0.07 * (n % 2)), loudness);
  }
}

function addChirp(track: Float32Array, startS: number, hz: number, loudness: number): void {
  add(
    track,
    startS,
    0.09,
    (s) => loudness * Math.sin((Math.PI * s) / 0.09) ** 2 * Math.sin(TAU * (hz * s + 4200 * s * s)),
  );
}

function addCrickets(track: Float32Array): void {
  add(track, 31, 14, (s) => {
    const evening = ease(s / 3) * (1 - ease((s - 11) / 3));
    const [pulse, phrase] = [Math.max(0, Math.sin(TAU * 17 * s)), Math.max(0, Math.sin(TAU * 0.8 * s))];
    return 0.02 * evening * pulse * Math.min(1, phrase * 3) * Math.sin(TAU * 4300 * s);
  });
}

function addThump(track: Float32Array, startS: number, loudness: number, hz: number): void {
  const noise = softNoise(Math.round(hz), 0.9);
  add(track, startS, 0.25, (s) => loudness * Math.exp(-s * 26) * (Math.sin(TAU * hz * s) * 0.7 + noise()));
}
