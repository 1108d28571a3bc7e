// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The present, for screens that end at it. */
import { useEffect, useState } from "react";

export function useNow(everyMs: number): number {
  const [nowMs, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
