// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RecordContent } from "@nightlatch/protocol/seal";
import type { CameraId, GroupId } from "@nightlatch/protocol/wire";
import { beforeEach, describe, expect, it } from "vitest";
import { systemClock, type Clock } from "../ports/clock.ts";
import { CameraStatusBoard } from "./camera-status.ts";

const PROBLEM = { code: "hub.diary_conflict", advice: "Pair it anew." };
const camera = new Uint8Array(16) as CameraId;
let nowMs = 0;
let told: RecordContent[];
let board: CameraStatusBoard;
let toldTo: unknown[];
let group: GroupId;
/** While a rotation is due, nothing can be said. */
let isHeard: boolean;
const clock: Clock = { ...systemClock, monotonicMs: () => nowMs };

beforeEach(() => {
  [nowMs, told, toldTo, isHeard] = [0, [], [], true];
  group = new Uint8Array(16).fill(7) as GroupId;
  board = new CameraStatusBoard(
    (_id, content, to) => {
      if (isHeard)
        [told, toldTo] = [
          [...told, content],
          [...toldTo, to],
        ];
      return Promise.resolve(isHeard);
    },
    clock,
    () => group,
  );
  board.setState(camera, { state: "running", sinceMs: 1 });
});

describe("a camera whose recordings have a problem", () => {
  it("is told as failed with advice, though its picture runs", async () => {
    await tellLater();
    board.setProblem(camera, PROBLEM);
    await tellLater();
    expect(told.at(-1)).toMatchObject({ state: "failed", ...PROBLEM });
  });

  it("is told once, however often the problem is found", async () => {
    for (let i = 0; i < 5; i += 1) {
      board.setProblem(camera, PROBLEM);
      await tellLater();
    }
    expect(told).toHaveLength(1);
  });

  it("is told as running again when the problem is gone", async () => {
    board.setProblem(camera, PROBLEM);
    await tellLater();
    board.setProblem(camera, undefined);
    await tellLater();
    expect(told.at(-1)).toMatchObject({ state: "running", code: "", advice: "" });
  });

  it("is told with the problem also when that was known before the camera said anything", async () => {
    const other = new Uint8Array(16).fill(1) as CameraId;
    board.setProblem(other, PROBLEM);
    board.setState(other, { state: "running", sinceMs: 1 });
    await tellLater();
    expect(told.at(-1)).toMatchObject(PROBLEM);
  });
});

describe("a camera's state", () => {
  it("is told again when the camera's readers became others, to those", async () => {
    await tellLater();
    const before = group;
    group = new Uint8Array(16).fill(8) as GroupId;
    await tellLater();
    await tellLater();
    expect(toldTo).toEqual([before, group]);
    expect(told[1]).toEqual(told[0]);
  });

  it("that could not be said is said later", async () => {
    isHeard = false;
    await tellLater();
    isHeard = true;
    await tellLater();
    await tellLater();
    expect(told).toHaveLength(1);
  });
});

async function tellLater(): Promise<void> {
  nowMs += 6_000;
  await board.tellDue();
}
