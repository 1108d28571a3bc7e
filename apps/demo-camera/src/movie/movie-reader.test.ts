// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFile, truncate, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FRONT_DOOR_SCENE } from "../front-door-scene.ts";
import { makeTestMovies, type TestMovies } from "../test-rig/test-movies.ts";
import { readMovie } from "./movie-reader.ts";

let movies: TestMovies;

beforeAll(async () => {
  movies = await makeTestMovies();
}, 60_000);

afterAll(async () => {
  await movies[Symbol.asyncDispose]();
});

describe("readMovie", () => {
  it("reads the front-door scene: a keyframe each second, no reordering, sound beside it", async () => {
    const { video, audio } = await readMovie(FRONT_DOOR_SCENE);
    expect(video.frames.length * 6000).toBe(video.durationTicks);
    expect(video.frames.filter(({ isKeyframe }) => isKeyframe)).toHaveLength(video.durationTicks / 90_000);
    expect(video.frames.every(({ presentationTicks, sendTicks }) => presentationTicks === sendTicks)).toBe(true);
    expect(audio?.sampleRate).toBe(16_000);
  });

  it("sends no B-frame movie before its pictures were captured", async () => {
    const { video } = await readMovie(movies.smallH264);
    expect(
      video.frames.some((frame, n) => frame.presentationTicks < (video.frames[n - 1]?.presentationTicks ?? 0)),
    ).toBe(true);
    expect(video.frames.every(({ presentationTicks, sendTicks }) => sendTicks >= presentationTicks)).toBe(true);
  });

  it("finds three kinds of parameter sets in H.265", async () => {
    const { video } = await readMovie(movies.h265);
    expect(video.parameterSets.map((set) => ((set[0] ?? 0) >> 1) & 0x3f)).toEqual([32, 33, 34]);
  });

  it("refuses what is no movie", async () => {
    const path = `${movies.h264}.txt`;
    await writeFile(path, "this is no movie");
    await expect(readMovie(path)).rejects.toMatchObject({ code: "demo_camera.unreadable_movie" });
    await expect(readMovie(`${path}.missing`)).rejects.toMatchObject({ code: "demo_camera.unreadable_movie" });
  });

  it("refuses sound without pictures", async () => {
    await expect(readMovie(movies.soundOnly)).rejects.toMatchObject({ code: "demo_camera.unreadable_movie" });
  });

  it("refuses a movie that was cut off", async () => {
    const path = `${movies.h264}.cut.mp4`;
    const whole = await readFile(movies.h264);
    await writeFile(path, whole);
    await truncate(path, Math.floor(whole.length / 3));
    await expect(readMovie(path)).rejects.toMatchObject({ code: "demo_camera.unreadable_movie" });
  });
});
