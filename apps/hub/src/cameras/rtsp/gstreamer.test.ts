// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasCode } from "@nightlatch/errors";
import { describe, expect, it } from "vitest";
import { drawFilm } from "../../../../../tests/gstreamer/drawn-film.ts";
import { startGstreamerCamera } from "../../../../../tests/gstreamer/gstreamer-camera.ts";
import { systemClock } from "../../ports/clock.ts";
import type { CameraNote, SourceEvent } from "../camera-source.ts";
import { openCamera } from "../open-camera.ts";

describe("a camera that we did not write", () => {
  it("gives picture and sound behind a Digest login", async () => {
    const film = await drawFilm();
    await using camera = await startGstreamerCamera(film, { digest: "cam:geheim", hasSound: true });
    const { events, notes } = await receive(camera.url.replace("//", "//cam:geheim@"), 40);
    expect(events[0]).toMatchObject({
      tracks: [
        { kind: "video", width: 320, height: 180 },
        { codec: "aac", sampleRate: 48_000 },
      ],
    });
    expect(samplesOf(events, "video")[0]?.isKeyframe).toBe(true);
    expect(samplesOf(events, "audio").length).toBeGreaterThan(0);
    expect(notes).toEqual([]);
  });

  it("keeps B-frames in decode order, and time goes on where the film starts again", async () => {
    const film = await drawFilm({ bFrames: 2, hasSound: false, durationS: 1 });
    await using camera = await startGstreamerCamera(film);
    const { events, notes } = await receive(camera.url, 32);
    const times = samplesOf(events, "video").map(({ presentationTime }) => presentationTime / 6_000);
    const sorted = times.toSorted((a, b) => a - b);
    expect(times).not.toEqual(sorted);
    // The last picture may be one whose B-frames were still to come.
    const steps = sorted.slice(1, -3).map((time, index) => Math.round(time - (sorted[index] ?? 0)));
    expect(new Set(steps)).toEqual(new Set([1]));
    expect(notes).toEqual([]);
  });

  it("gives H.265", async () => {
    const film = await drawFilm({ codec: "h265", hasSound: false });
    await using camera = await startGstreamerCamera(film, { codec: "h265" });
    const { events } = await receive(camera.url, 12);
    expect(events[0]).toMatchObject({ tracks: [{ kind: "video", codec: "h265", width: 320, height: 180 }] });
  });

  it.each(["//cam:falsch@", "//niemand:geheim@", "//"])("refuses %s", async (login) => {
    const film = await drawFilm({ hasSound: false, durationS: 1 });
    await using camera = await startGstreamerCamera(film, { digest: "cam:geheim" });
    const opening = receive(camera.url.replace("//", login), 1);
    await expect(opening).rejects.toSatisfy((error) => hasCode(error, "camera.refused_password"));
  });

  it("does not know another path", async () => {
    const film = await drawFilm({ hasSound: false, durationS: 1 });
    await using camera = await startGstreamerCamera(film);
    await expect(receive(`${camera.url}2`, 1)).rejects.toSatisfy((error) => hasCode(error, "camera.not_found"));
  });
});

async function receive(url: string, count: number): Promise<{ events: SourceEvent[]; notes: CameraNote[] }> {
  const events: SourceEvent[] = [];
  const notes: CameraNote[] = [];
  const deps = {
    clock: systemClock,
    signal: new AbortController().signal,
    onNote: (note: CameraNote) => notes.push(note),
  };
  for await (const event of openCamera({ kind: "rtsp", url }, deps)) {
    events.push(event);
    if (events.length === count) break;
  }
  return { events, notes };
}

function samplesOf(events: readonly SourceEvent[], kind: "video" | "audio") {
  return events.flatMap((event) => (event.kind === "sample" && event.sample.kind === kind ? [event.sample] : []));
}
