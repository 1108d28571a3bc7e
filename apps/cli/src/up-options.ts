// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What `nightlatch up` can be told. */
import { NightlatchError } from "@nightlatch/errors";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

export type UpOptions = Readonly<{
  port: number;
  host: string;
  dataDir: string;
  withDemoCamera: boolean;
  /** NAME=ADDRESS, handed on to the hub. */
  cameras: readonly string[];
}>;

export const UP_USAGE = `nightlatch up [--port 8420] [--host 127.0.0.1] [--data DIR] [--camera NAME=ADDRESS]... [--no-demo]

  Starts a server, a hub and the demo camera on this machine, and prints the address of the app.

  --port N               port of the app and server
  --host ADDRESS         127.0.0.1: this machine only. Browsers on other machines also need TLS:
                         set NIGHTLATCH_TLS_CERT and NIGHTLATCH_TLS_KEY
  --data DIR             where everything is kept (~/.local/share/nightlatch)
  --camera NAME=ADDRESS  a camera of yours, for example "Yard=rtsp://user:password@192.168.1.20/stream";
                         cameras can be added in the app, too
  --no-demo              without the demo camera
`;

/** @throws cli.bad_option */
export function readUpOptions(
  words: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): UpOptions {
  const values = parseWords(words);
  const port = Number(values.port ?? variables["NIGHTLATCH_PORT"] ?? 8420);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new NightlatchError("cli.bad_option", "--port is no port", { advice: "Give a number from 0 to 65535." });
  }
  const dataHome = variables["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share");
  return {
    port,
    host: values.host ?? variables["NIGHTLATCH_HOST"] ?? "127.0.0.1",
    dataDir: resolve(values.data ?? join(dataHome, "nightlatch")),
    withDemoCamera: values["no-demo"] !== true,
    cameras: values.camera ?? [],
  };
}

function parseWords(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        port: { type: "string" },
        host: { type: "string" },
        data: { type: "string" },
        camera: { type: "string", multiple: true },
        "no-demo": { type: "boolean" },
      },
    });
    return values;
  } catch (cause) {
    throw new NightlatchError("cli.bad_option", "an option is not known", { cause, advice: `\n${UP_USAGE}` });
  }
}
