// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the signed diaries say was recorded, against what the cameras sent. */
import type { HubHousehold } from "../stage/hub-household.ts";

export type Recorded = Readonly<{
  /** Video fragments in signed manifests. */
  fragments: number;
  /** Pauses that a diary admits between its first and its last clip. */
  gaps: number;
}>;

const POLL_MS = 500;

/** Waits until all diaries together hold `expected` fragments, or until the patience ends. */
export async function readRecordings(home: HubHousehold, expected: number, patienceMs: number): Promise<Recorded> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const recorded = await readNow(home);
    if (recorded.fragments >= expected || performance.now() > until) return recorded;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function readNow(home: HubHousehold): Promise<Recorded> {
  let [fragments, gaps] = [0, 0];
  for (const camera of await home.cameras()) {
    const contents = (await home.diary(camera)).map(({ content }) => content);
    const clips = contents.flatMap((content) => (content.kind === "clip" ? [content] : []));
    const lastStartMs = Math.max(...clips.map(({ startMs }) => startMs));
    // The first fragment of a clip is its init segment.
    fragments += clips.reduce((sum, { count }) => sum + count - 1, 0);
    gaps += contents.filter((content) => content.kind === "gap" && content.fromMs < lastStartMs).length;
  }
  return { fragments, gaps };
}
