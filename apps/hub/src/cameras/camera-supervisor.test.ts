// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { drawFilm } from "../../../../tests/gstreamer/drawn-film.ts";
import { VirtualCamera } from "../../../demo-camera/src/index.ts";
import { systemClock, type Clock } from "../ports/clock.ts";
import type { CameraSource, SourceEvent } from "./camera-source.ts";
import { superviseCamera, type CameraState } from "./camera-supervisor.ts";

describe("superviseCamera", () => {
  it("opens a camera again after it hung up, and begins again with tracks", async () => {
    await using camera = await VirtualCamera.start({ movie: await drawFilm({ durationS: 1, hasSound: false }) });
    const states: CameraState[] = [];
    const kinds: string[] = [];
    await supervise({ kind: "rtsp", url: camera.url }, states, (event, stop) => {
      kinds.push(event.kind);
      if (kinds.length === 3) camera.dropConnections();
      if (kinds.filter((kind) => kind === "tracks").length === 2) stop.abort();
    });
    expect(kinds.at(-1)).toBe("tracks");
    expect(states.map(({ state }) => state)).toEqual(["connecting", "running", "failed", "connecting", "running"]);
    expect(states[2]).toMatchObject({ code: "camera.disconnected", advice: expect.any(String) as string });
  });

  it("waits longer after each failure, and says until when", async () => {
    const states: CameraState[] = [];
    const waits: number[] = [];
    const stop = new AbortController();
    const clock: Clock = {
      ...systemClock,
      sleep: async (ms) => {
        waits.push(ms);
        if (waits.length === 4) stop.abort();
        await Promise.resolve();
      },
    };
    const deps = { clock, signal: stop.signal, random: () => 1, onState: (state: CameraState) => states.push(state) };
    const source = { kind: "file", path: "/nowhere.mp4", loop: true } as const;
    expect(await Array.fromAsync(superviseCamera(source, deps))).toEqual([]);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
    const failed = states.find((state) => state.state === "failed");
    expect(failed).toMatchObject({ code: "camera.file_unreadable" });
    expect(failed?.nextAttemptMs).toBe((failed?.sinceMs ?? 0) + 1_000);
  });

  it("does not wait for a camera that nobody wants any more", async () => {
    const stop = new AbortController();
    const states: CameraState[] = [];
    const deps = {
      clock: systemClock,
      signal: stop.signal,
      random: () => 1,
      onState: (state: CameraState) => {
        states.push(state);
        if (state.state === "failed") stop.abort();
      },
    };
    const source = { kind: "usb", device: "/dev/video0" } as const;
    expect(await Array.fromAsync(superviseCamera(source, deps))).toEqual([]);
    expect(states.map(({ state }) => state)).toEqual(["connecting", "failed"]);
  });

  it("does not take a bug of ours for a camera's failure", async () => {
    const decoder = {
      thumbnail: () => Promise.reject(new Error("unused")),
      openUsb: () => {
        throw new TypeError("a bug");
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const stop = new AbortController();
    const deps = { clock: systemClock, signal: stop.signal, random: () => 1, onState: () => undefined, decoder };
    const events = superviseCamera({ kind: "usb", device: "/dev/video0" }, deps);
    await expect(events.next()).rejects.toThrow(TypeError);
  });
});

async function supervise(
  source: CameraSource,
  states: CameraState[],
  onEvent: (event: SourceEvent, stop: AbortController) => void,
): Promise<void> {
  const stop = new AbortController();
  const onState = (state: CameraState): number => states.push(state);
  for await (const event of superviseCamera(source, {
    clock: systemClock,
    signal: stop.signal,
    random: () => 0,
    onState,
  })) {
    onEvent(event, stop);
  }
}
