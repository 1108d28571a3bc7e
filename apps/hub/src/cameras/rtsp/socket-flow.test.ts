// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import type { ReadBeat } from "../read-beat.ts";
import { SocketFlow } from "./socket-flow.ts";

describe("SocketFlow", () => {
  it("rests after a read that left nothing, until the beat", () => {
    const { flow, calls, beat } = start();
    flow.noteRead(true);
    expect(calls).toEqual(["pause"]);
    beat();
    expect(calls).toEqual(["pause", "resume"]);
    flow.noteRead(true);
    expect(calls).toEqual(["pause", "resume", "pause"]);
  });

  it("asks for one beat, however many reads there are before it", () => {
    const { flow, waiting } = start();
    for (const isAll of [false, false, false]) flow.noteRead(isAll);
    expect(waiting()).toBe(1);
  });

  it("does not rest while somebody is in a hurry", () => {
    const { flow, calls } = start({ isHurried: () => true });
    flow.noteRead(true);
    expect(calls).toEqual([]);
  });

  it("does not rest without a pace", () => {
    const { flow, calls } = start(null);
    flow.noteRead(true);
    expect(calls).toEqual([]);
  });

  it("takes all that comes until the beat from a camera that sends more than a read takes", () => {
    const { flow, calls, beat } = start();
    flow.noteRead(false);
    flow.noteRead(true);
    expect(calls).toEqual([]);
    beat();
    expect(calls).toEqual([]);
    flow.noteRead(true);
    expect(calls).toEqual(["pause"]);
  });

  it("is not woken by the beat while it is held", () => {
    const { flow, calls, beat } = start();
    flow.noteRead(true);
    flow.hold();
    beat();
    expect(calls).toEqual(["pause", "pause"]);
    flow.release();
    expect(calls).toEqual(["pause", "pause", "resume"]);
  });

  it("goes on resting when it is released before the beat", () => {
    const { flow, calls, beat } = start();
    flow.noteRead(true);
    flow.hold();
    flow.release();
    expect(calls).toEqual(["pause", "pause"]);
    beat();
    expect(calls).toEqual(["pause", "pause", "resume"]);
  });
});

function start(pace: Readonly<{ isHurried: () => boolean }> | null = { isHurried: () => false }) {
  const calls: string[] = [];
  const waiting: (() => void)[] = [];
  const beat: Pick<ReadBeat, "next"> = { next: (action) => waiting.push(action) };
  const socket = { pause: () => calls.push("pause"), resume: () => calls.push("resume") };
  const flow = new SocketFlow(socket, pace === null ? undefined : { beat, ...pace });
  return {
    flow,
    calls,
    waiting: () => waiting.length,
    beat: () => {
      for (const action of waiting.splice(0)) action();
    },
  };
}
