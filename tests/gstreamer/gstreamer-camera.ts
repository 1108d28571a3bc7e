// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file GStreamer's RTSP server as a camera: one that we did not write, so that our errors do not cancel out. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type GstreamerCamera = AsyncDisposable & Readonly<{ url: string }>;
export type GstreamerOptions = Readonly<{ digest?: string; codec?: "h264" | "h265"; hasSound?: boolean }>;

const SCRIPT = fileURLToPath(new URL("./rtsp-server.py", import.meta.url));

export async function startGstreamerCamera(film: string, options: GstreamerOptions = {}): Promise<GstreamerCamera> {
  const server = spawn(
    "/usr/bin/python3",
    [
      ...[SCRIPT, film, "--codec", options.codec ?? "h264"],
      ...(options.hasSound === true ? ["--audio"] : []),
      ...(options.digest === undefined ? [] : ["--digest", options.digest]),
    ],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const exited = once(server, "exit");
  const lines = createInterface({ input: server.stdout });
  const first = await Promise.race([once(lines, "line"), exited.then(() => undefined)]);
  if (first === undefined) throw new Error("GStreamer's RTSP server did not start");
  return {
    url: String(first[0]),
    [Symbol.asyncDispose]: async () => {
      server.stdin.end();
      await exited;
    },
  };
}
