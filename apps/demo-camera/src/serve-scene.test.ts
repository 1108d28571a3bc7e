// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { RawViewer } from "./test-rig/raw-viewer.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

function run(...words: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [MAIN, ...words], { stdio: ["ignore", "pipe", "pipe"] });
}

describe("main", () => {
  it("says its address in one JSON line, serves the scene and stops on SIGTERM", async () => {
    const program = run("--port", "0");
    const ended = once(program, "close");
    const [line] = (await once(program.stdout, "data")) as [Buffer];
    const { url } = JSON.parse(line.toString()) as { url: string };
    {
      await using viewer = await RawViewer.open(url);
      expect((await viewer.ask("DESCRIBE")).body).toContain("H264/90000");
      await viewer.play();
      program.kill("SIGTERM");
      await viewer.until(() => viewer.isEnded);
    }
    expect(await ended).toEqual([0, null]);
  }, 20_000);

  it.each([
    ["a port that is none", ["--port", "70000"], "demo_camera.bad_argument"],
    ["a word that it does not know", ["--speed", "3"], "demo_camera.bad_argument"],
    ["a file that is not there", ["--movie", "/nowhere.mp4"], "demo_camera.unreadable_movie"],
  ])(
    "refuses %s with a code and no stack",
    async (_, words, code) => {
      const program = run(...words);
      const [stderr, [exitCode]] = await Promise.all([text(program.stderr), once(program, "close")]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(new RegExp(`^${code}: .+\\n$`));
    },
    20_000,
  );
});
