// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The real hub as a process of its own, with cameras named on its command line. */
import { join } from "node:path";
import { Program } from "./program.ts";

const ENTRY = join(import.meta.dirname, "../../apps/hub/src/main.ts");

export type HubProcess = Program;
export type HubStart = Readonly<{
  dataDir: string;
  serverUrl: string;
  cameraUrls: readonly string[];
  /** Another program in the hub's place, with the hub's arguments. */
  entry?: string;
}>;

export function startHubProcess({ dataDir, serverUrl, cameraUrls, entry = ENTRY }: HubStart): HubProcess {
  const cameras = cameraUrls.flatMap((url, at) => ["--camera", `Camera ${String(at + 1)}=${url}`]);
  return new Program({
    entry,
    words: ["--data", dataDir, "--server", serverUrl, ...cameras],
    variables: { NIGHTLATCH_LOG: "warn", NIGHTLATCH_MIN_FREE_BYTES: "0" },
  });
}
