// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Lets the strip glide to a far place instead of jumping there, unless a finger moves it or motion is unwanted. */
import { useReducedMotion } from "@mantine/hooks";
import { useEffect, useState } from "react";

type Glide = Readonly<{ fromMs: number; toMs: number; share: number }>;

export function useGlide(targetMs: number, isDirect: boolean, leapMs: number): number {
  const isCalm = useReducedMotion();
  const [glide, setGlide] = useState<Glide>({ fromMs: targetMs, toMs: targetMs, share: 1 });
  const shownMs = glide.fromMs + (glide.toMs - glide.fromMs) * easeOut(glide.share);
  if (glide.toMs !== targetMs) {
    const isLeap = !isDirect && !isCalm && Math.abs(targetMs - shownMs) > leapMs;
    setGlide({ fromMs: isLeap ? shownMs : targetMs, toMs: targetMs, share: isLeap ? 0 : 1 });
  }
  const isMoving = glide.share < 1;
  useEffect(() => {
    if (!isMoving) return undefined;
    let lastMs = performance.now();
    let frame = requestAnimationFrame(function step(atMs) {
      const share = Math.max(0, atMs - lastMs) / DURATION_MS;
      lastMs = atMs;
      setGlide((before) => ({ ...before, share: Math.min(1, before.share + share) }));
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [isMoving]);
  return shownMs;
}

const DURATION_MS = 320;

function easeOut(share: number): number {
  return 1 - (1 - share) ** 3;
}
