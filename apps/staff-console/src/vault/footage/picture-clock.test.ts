// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { PictureClock } from "./picture-clock.ts";

function startClock() {
  let nowMs = 5000;
  return { clock: new PictureClock(() => nowMs), pass: (ms: number) => (nowMs += ms) };
}

describe("the pace of a recording", () => {
  it("shows the first picture at once, the next one as much later as it was captured later", () => {
    const { clock, pass } = startClock();
    expect(clock.dueInMs(1_000_000)).toBe(0);
    pass(10);
    expect(clock.dueInMs(1_000_040)).toBe(30);
  });
  it("does not wait for a picture that is late", () => {
    const { clock, pass } = startClock();
    clock.dueInMs(1_000_000);
    pass(90);
    expect(clock.dueInMs(1_000_040)).toBe(0);
  });
  it("goes on from the next picture after a pause, not from where time has got to", () => {
    const { clock, pass } = startClock();
    clock.dueInMs(1_000_000);
    pass(60_000);
    clock.restart();
    expect(clock.dueInMs(1_000_040)).toBe(0);
    expect(clock.dueInMs(1_000_080)).toBe(40);
  });
  it("waits through no hole that is longer than two seconds", () => {
    const { clock } = startClock();
    clock.dueInMs(1_000_000);
    expect(clock.dueInMs(1_600_000)).toBe(2000);
    expect(clock.dueInMs(1_600_040)).toBe(40);
  });
});
