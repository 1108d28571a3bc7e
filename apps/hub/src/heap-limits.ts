// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How much garbage the hub lets gather. Frames pass through in buffers outside V8's heap, which count against a
 * limit that V8 sets by the small heap: it then marks the whole heap more than once a second, for half of the hub's
 * CPU. A limit of five times the heap makes that a few times a minute, at the same peak of memory (bench/hub.ts).
 */
import { setFlagsFromString } from "node:v8";

const HEAP_GROWING_PERCENT = 400;

/** Before anything large is loaded. */
export function letGarbageGather(): void {
  setFlagsFromString(`--heap-growing-percent=${String(HEAP_GROWING_PERCENT)}`);
}
