// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The program: serves the front-door scene until SIGTERM or SIGINT. One JSON line says where. */
import { once } from "node:events";
import { parseArgs } from "node:util";
import { DemoCameraError } from "./errors.ts";
import { FRONT_DOOR_SCENE } from "./front-door-scene.ts";
import { VirtualCamera } from "./virtual-camera.ts";

/** Answers the exit code. Errors go to stderr with their code and advice. */
export async function serveScene(words: readonly string[]): Promise<number> {
  try {
    const { port, movie } = parseWords(words);
    const stopped = Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
    await using camera = await VirtualCamera.start({ movie, port });
    process.stdout.write(`${JSON.stringify({ url: camera.url })}\n`);
    await stopped;
    return 0;
  } catch (error) {
    if (!(error instanceof DemoCameraError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}. ${error.advice ?? ""}\n`);
    return 1;
  }
}

function parseWords(words: readonly string[]): { port: number; movie: string } {
  const { port, movie } = parseStrictly(words);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw badArgument(`${port} is no port`);
  return { port: Number(port), movie };
}

function parseStrictly(words: readonly string[]): { port: string; movie: string } {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { port: { type: "string", default: "0" }, movie: { type: "string", default: FRONT_DOOR_SCENE } },
    });
    return values;
  } catch (cause) {
    throw badArgument("a word on the command line is not known", cause);
  }
}

function badArgument(message: string, cause?: unknown): DemoCameraError {
  return new DemoCameraError("demo_camera.bad_argument", message, {
    cause,
    advice: "Usage: main.ts [--port NUMBER] [--movie FILE]",
  });
}
