// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the keyboard does on a timeline. The same keys as a slider and as most players. */

export type ScrubKey =
  | Readonly<{ kind: "move"; byMs: number }>
  | Readonly<{ kind: "neighbour"; direction: 1 | -1 }>
  | Readonly<{ kind: "zoom"; by: 1 | -1 }>
  | Readonly<{ kind: "toggle-play" }>;

export function scrubKey(key: string, isShift: boolean): ScrubKey | undefined {
  switch (key) {
    case "ArrowLeft":
      return { kind: "move", byMs: isShift ? -MINUTE_MS : -STEP_MS };
    case "ArrowRight":
      return { kind: "move", byMs: isShift ? MINUTE_MS : STEP_MS };
    case "PageUp":
      return { kind: "move", byMs: -10 * MINUTE_MS };
    case "PageDown":
      return { kind: "move", byMs: 10 * MINUTE_MS };
    case "Home":
      return { kind: "neighbour", direction: -1 };
    case "End":
      return { kind: "neighbour", direction: 1 };
    case "+":
    case "=":
      return { kind: "zoom", by: 1 };
    case "-":
      return { kind: "zoom", by: -1 };
    case " ":
    case "k":
      return { kind: "toggle-play" };
    default:
      return undefined;
  }
}

/** What the jump buttons and the arrow keys move by. */
export const STEP_MS = 10_000;
const MINUTE_MS = 60_000;
