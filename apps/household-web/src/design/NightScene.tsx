// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The welcome's picture: a quiet house at night, a lamp over the door. Always dark, in both schemes. */
import type { ReactElement } from "react";

export function NightScene(): ReactElement {
  return (
    <svg
      viewBox="0 0 640 800"
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
      focusable="false"
      className="night-scene"
    >
      <defs>
        <linearGradient id="night-sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#0a1424" />
          <stop offset=".62" stopColor="#1a3050" />
          <stop offset="1" stopColor="#34486a" />
        </linearGradient>
        <radialGradient id="lamp-glow" cx=".5" cy=".5" r=".5">
          <stop offset="0" stopColor="#f6cf83" stopOpacity=".85" />
          <stop offset=".35" stopColor="#e7b25a" stopOpacity=".34" />
          <stop offset="1" stopColor="#e7b25a" stopOpacity="0" />
        </radialGradient>
        <linearGradient id="window-light" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#f9dfa6" />
          <stop offset="1" stopColor="#e2aa4d" />
        </linearGradient>
        <linearGradient id="path-light" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#e7b25a" stopOpacity=".5" />
          <stop offset="1" stopColor="#e7b25a" stopOpacity="0" />
        </linearGradient>
      </defs>
      <rect width="640" height="800" fill="url(#night-sky)" />
      <g fill="#dfe9f7">
        {STARS.map(([x, y, r]) => (
          <circle key={`${x} ${y}`} cx={x} cy={y} r={r} opacity={r > 1.4 ? 0.9 : 0.55} />
        ))}
      </g>
      <path d="M477 118a52 52 0 1 0 43 47a38 38 0 1 1-43-47z" fill="#dba94a" />
      {/* hills, hedge */}
      <path d="M0 610c90-52 170-44 260-20s220-48 380-8v218H0z" fill="#14233a" />
      <path d="M0 668c130-34 300-22 420-18s150-10 220 4v146H0z" fill="#0f1b2d" />
      {/* the house */}
      <g>
        <path d="M162 478 320 352 478 478v214H162z" fill="#1c2d47" />
        <path d="M142 486 320 344l178 142-14 18L320 374 156 504z" fill="#0b1626" />
        <rect x="408" y="372" width="30" height="66" fill="#0b1626" />
        <rect x="198" y="528" width="66" height="62" rx="5" fill="url(#window-light)" />
        <path d="M231 528v62M198 559h66" stroke="#1c2d47" strokeWidth="5" />
        <rect x="404" y="540" width="42" height="50" rx="5" fill="#31476a" />
        <path d="M425 540v50M404 565h42" stroke="#1c2d47" strokeWidth="4" />
        <circle cx="320" cy="442" r="21" fill="#31476a" />
        <path d="M320 421v42M299 442h42" stroke="#1c2d47" strokeWidth="4" />
      </g>
      {/* the door, its lamp, the latch */}
      <circle cx="320" cy="522" r="150" fill="url(#lamp-glow)" />
      <path d="M282 692V566a38 38 0 0 1 76 0v126z" fill="#6e2f2a" />
      <path d="M292 692V568a28 28 0 0 1 56 0v124" fill="none" stroke="#8d433c" strokeWidth="3" />
      <circle cx="345" cy="632" r="5.5" fill="#f0c56c" />
      <path d="M311 508h18l4 18h-26z" fill="#f9dfa6" />
      <path d="M270 692h100l10 12H260z" fill="#2a3d5b" />
      <path d="M262 704h116l84 96H178z" fill="url(#path-light)" />
      {/* shrubs */}
      <path d="M120 706c-4-34 24-50 44-40 10-22 52-18 54 8 20 2 22 22 18 32z" fill="#0d192b" />
      <path d="M404 706c-2-26 20-38 36-28 12-18 48-14 50 8 18 2 20 14 16 20z" fill="#0d192b" />
    </svg>
  );
}

const STARS = [
  [62, 92, 1.6],
  [118, 182, 1.1],
  [176, 64, 1.3],
  [232, 140, 0.9],
  [286, 78, 1.7],
  [352, 196, 1.1],
  [404, 52, 1.2],
  [562, 76, 1.5],
  [598, 214, 1.1],
  [548, 286, 1.3],
  [84, 288, 1.2],
  [38, 402, 1],
  [150, 356, 1.5],
  [206, 254, 1],
  [590, 372, 1],
  [430, 262, 0.9],
  [300, 276, 1.2],
  [24, 206, 0.9],
  [612, 146, 0.9],
  [500, 388, 1],
] as const;
