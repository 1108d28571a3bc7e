// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { drawLane } from "../contract-tests/drawn-values.ts";
import { LaneEvents } from "../services/lane-events.ts";
import { LaneNews } from "./lane-news.ts";

const MINUTE_MS = 60_000;

function heardBy(...lanes: readonly ReturnType<typeof drawLane>[]) {
  const events = new LaneEvents();
  const heard = lanes.map(() => [] as string[]);
  lanes.forEach((lane, i) => events.subscribe(lane, ({ type }) => heard[i]?.push(type)));
  return { news: new LaneNews(events), heard };
}

describe("a household's news of the log", () => {
  it("come when a new leaf of it is shown to witnesses, and again when its hub has cosigned that", () => {
    const [lane, other] = [drawLane(), drawLane()];
    const { news, heard } = heardBy(lane, other);
    news.logged([lane], 7);
    news.shown(6, 0);
    expect(heard).toEqual([[], []]);
    news.shown(7, 0);
    expect(heard).toEqual([["log-changed"], []]);
    news.shown(9, 0);
    news.witnessed(lane, 6, 0);
    expect(heard).toEqual([["log-changed"], []]);
    news.witnessed(lane, 8, 0);
    expect(heard).toEqual([["log-changed", "log-changed"], []]);
  });

  it("come no more than once a minute when nothing but the time is new", () => {
    const lane = drawLane();
    const { news, heard } = heardBy(lane);
    for (const atMs of [0, 1, 30_000, MINUTE_MS - 1]) news.witnessed(lane, 5, MINUTE_MS + atMs);
    expect(heard[0]).toHaveLength(1);
    news.witnessed(lane, 5, 2 * MINUTE_MS);
    expect(heard[0]).toHaveLength(2);
  });
});
