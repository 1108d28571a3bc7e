// SPDX-License-Identifier: AGPL-3.0-or-later
import { TRACKS, type TrackNumber } from "@nightlatch/protocol/wire";
import { describe, expect, it } from "vitest";
import { FragmentGate } from "./fragment-gate.ts";

describe("FragmentGate", () => {
  it("takes a clip from its init segment on", () => {
    const gate = new FragmentGate();
    expect([init(gate), video(gate, 1, true), audio(gate, 2), video(gate, 3)]).toEqual([
      "take",
      "take",
      "take",
      "take",
    ]);
  });

  it("starts anywhere in a clip, at a key frame", () => {
    const gate = new FragmentGate();
    expect([init(gate), video(gate, 400), video(gate, 401, true), video(gate, 402)]).toEqual([
      "take",
      "skip",
      "take",
      "take",
    ]);
  });

  it("waits for a key frame behind a hole", () => {
    const gate = new FragmentGate();
    video(gate, 1, true);
    expect([video(gate, 3), video(gate, 4), video(gate, 5, true)]).toEqual(["skip", "skip", "take"]);
  });

  it("waits for a key frame behind a hole that sound follows", () => {
    const gate = new FragmentGate();
    video(gate, 1, true);
    expect([audio(gate, 3), video(gate, 4)]).toEqual(["take", "skip"]);
  });

  it("never takes a fragment twice", () => {
    const gate = new FragmentGate();
    video(gate, 1, true);
    video(gate, 2);
    expect([video(gate, 1, true), video(gate, 2), audio(gate, 2)]).toEqual(["repeated", "repeated", "repeated"]);
  });

  it("counts anew in a new clip", () => {
    const gate = new FragmentGate();
    video(gate, 900, true);
    gate.startClip();
    expect([video(gate, 1), video(gate, 2, true)]).toEqual(["skip", "take"]);
  });

  it("takes nothing dependent after it was told to await a key frame", () => {
    const gate = new FragmentGate();
    video(gate, 1, true);
    gate.awaitKeyframe();
    expect([video(gate, 2), video(gate, 3, true)]).toEqual(["skip", "take"]);
  });
});

function init(gate: FragmentGate): string {
  return judge(gate, TRACKS.init, 0, false);
}

function video(gate: FragmentGate, sequence: number, startsGop = false): string {
  return judge(gate, TRACKS.video, sequence, startsGop);
}

function audio(gate: FragmentGate, sequence: number): string {
  return judge(gate, TRACKS.audio, sequence, false);
}

function judge(gate: FragmentGate, track: TrackNumber, sequence: number, startsGop: boolean): string {
  return gate.judge({ track, sequence, startsGop });
}
