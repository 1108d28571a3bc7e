// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which clip's small picture stands where on the strip. Slots hang on the clock, so they move with the strip. */
import type { ClipView } from "../../vault-client/vault-api.ts";
import type { Span } from "./recorded-spans.ts";

export type PictureSlot = Span & Readonly<{ clip: string }>;

/** Slots between `fromMs` and `toMs` in which something was recorded. Clips in order of startMs. */
export function pictureSlots(
  clips: readonly ClipView[],
  fromMs: number,
  toMs: number,
  spanMs: number,
): readonly PictureSlot[] {
  const slots: PictureSlot[] = [];
  let at = 0;
  for (let slotMs = Math.floor(fromMs / spanMs) * spanMs; slotMs < toMs; slotMs += spanMs) {
    const slotEndMs = slotMs + spanMs;
    // Clips only go forward, and so does `at`: one pass over both.
    while (at < clips.length && (clips[at]?.endMs ?? 0) <= slotMs) at += 1;
    const clip = clips[at];
    if (clip === undefined) break;
    if (clip.startMs >= slotEndMs) continue;
    slots.push({ clip: clip.id, fromMs: Math.max(slotMs, clip.startMs), toMs: slotEndMs });
  }
  return slots.map((slot) => ({ ...slot, toMs: Math.min(slot.toMs, recordedUntil(clips, slot)) }));
}

/** The end of what was recorded inside the slot. */
function recordedUntil(clips: readonly ClipView[], slot: Span): number {
  const last = clips.findLast(({ startMs }) => startMs < slot.toMs);
  return last === undefined ? slot.toMs : Math.min(last.endMs, slot.toMs);
}
