// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The colours of the day: sky, ambient light and how much lamps matter, mixed between key times. */
import { DURATION_S, ease, PORCH_LIGHT_OFF_S, PORCH_LIGHT_ON_S } from "./timeline.ts";

type Rgb = readonly [number, number, number];

export type Daylight = Readonly<{
  sky: readonly [top: string, middle: string, bottom: string];
  /** Multiplies every colour of the world. */
  ambient: string;
  /** 0 by day, 1 when lamps are all there is. */
  darkness: number;
  stars: number;
  /** Street lamp and windows. */
  townLights: number;
  porchLight: number;
  /** 0 at its highest, 1 behind the roofs. */
  sunSunk: number;
}>;

type Key = Readonly<{
  atS: number;
  sky: readonly [string, string, string];
  ambient: string;
  darkness: number;
  stars: number;
  sunk: number;
}>;

const DAY = { sky: ["#79c3ea", "#b4e0f1", "#eef8f2"], ambient: "#ffffff", darkness: 0, stars: 0 } as const;
const KEYS: readonly Key[] = [
  { atS: 0, ...DAY, sunk: 0 },
  { atS: 19, ...DAY, sunk: 0.15 },
  { atS: 24.5, sky: ["#7db4dc", "#f3ddb4", "#ffdf9f"], ambient: "#fff0d0", darkness: 0.05, stars: 0, sunk: 0.6 },
  { atS: 28.5, sky: ["#5d6fb0", "#e08f9a", "#ffb077"], ambient: "#f3c2b0", darkness: 0.22, stars: 0.05, sunk: 1 },
  { atS: 32, sky: ["#2c3a74", "#7a5f9c", "#e8899a"], ambient: "#8079b0", darkness: 0.75, stars: 0.4, sunk: 1.25 },
  { atS: 36, sky: ["#141d45", "#28356f", "#565896"], ambient: "#535d9e", darkness: 1, stars: 1, sunk: 1.5 },
  { atS: 42.5, sky: ["#141d45", "#28356f", "#565896"], ambient: "#535d9e", darkness: 1, stars: 1, sunk: 1.5 },
  { atS: 45.2, sky: ["#5c80bf", "#e6b3bb", "#ffd9ad"], ambient: "#d9bcc4", darkness: 0.25, stars: 0, sunk: 0.8 },
  { atS: DURATION_S, ...DAY, sunk: 0 },
];

export function daylightAt(t: number): Daylight {
  const next = KEYS.findIndex((key) => key.atS > t);
  const [a, b] = [KEYS[next - 1], KEYS[next]];
  if (a === undefined || b === undefined) throw new RangeError("time outside the story");
  const u = (t - a.atS) / (b.atS - a.atS);
  const blend = (x: number, y: number): number => x + (y - x) * u;
  return {
    sky: [mix(a.sky[0], b.sky[0], u), mix(a.sky[1], b.sky[1], u), mix(a.sky[2], b.sky[2], u)],
    ambient: mix(a.ambient, b.ambient, u),
    darkness: blend(a.darkness, b.darkness),
    stars: blend(a.stars, b.stars),
    townLights: ease((t - 29.5) / 1.2) * (1 - ease((t - 44.4) / 0.8)),
    porchLight: lampSwitchedOn(t) * (1 - ease((t - PORCH_LIGHT_OFF_S) / 0.4)),
    sunSunk: blend(a.sunk, b.sunk),
  };
}

/** A short blink before it burns. */
function lampSwitchedOn(t: number): number {
  const on = t - PORCH_LIGHT_ON_S;
  if (on < 0) return 0;
  if (on < 0.14) return 0.7;
  if (on < 0.28) return 0.15;
  return 0.6 + 0.4 * ease((on - 0.28) / 0.5);
}

export function mix(from: string, to: string, u: number): string {
  const [a, b] = [parse(from), parse(to)];
  const channel = (n: 0 | 1 | 2): number => Math.round(a[n] + (b[n] - a[n]) * u);
  return `rgb(${String(channel(0))} ${String(channel(1))} ${String(channel(2))})`;
}

function parse(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}
