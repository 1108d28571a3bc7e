// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The real server as a process of its own, on loopback. */
import { HttpClient } from "@nightlatch/api-client";
import { join } from "node:path";
import { Program } from "./program.ts";

const ENTRY = join(import.meta.dirname, "../../apps/server/src/main.ts");

export type ServerProcess = AsyncDisposable & Readonly<{ program: Program; url: string; http: HttpClient }>;

/** @param webRoot the built app, if it is to be served */
export async function startServerProcess(dataDir: string, webRoot?: string): Promise<ServerProcess> {
  const program = new Program({
    entry: ENTRY,
    variables: {
      NIGHTLATCH_DATA: dataDir,
      NIGHTLATCH_PORT: "0",
      NIGHTLATCH_LOG: "error",
      NIGHTLATCH_ADDRESS_RPM: "100000",
      NIGHTLATCH_DEVICE_RPM: "100000",
      ...(webRoot === undefined ? {} : { NIGHTLATCH_WEB_ROOT: webRoot }),
    },
  });
  const url = String((await program.says("listening"))["listening"]);
  const http = new HttpClient({ baseUrl: url, fetch: (address, init) => fetch(address, init) });
  return { program, url, http, [Symbol.asyncDispose]: () => program.end("SIGTERM") };
}
