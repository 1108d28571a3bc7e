// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A real server on loopback with a folder of its own, and a household on it with everyone signed in. */
import { DeviceSession, HttpClient } from "@nightlatch/api-client";
import { encodeBase64url } from "@nightlatch/bytes";
import { proveSession, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer, type RunningServer, type ServerDependencies } from "../../apps/server/src/compose.ts";
import type { ServerConfig } from "../../apps/server/src/config.ts";
import type { Clock } from "../../apps/server/src/ports/clock.ts";

export type TestServer = AsyncDisposable &
  Readonly<{ server: RunningServer; http: HttpClient; dataDir: string; config: ServerConfig }>;

export async function startTestServer(
  over: Partial<ServerConfig> = {},
  dependencies: ServerDependencies = {},
): Promise<TestServer> {
  const dataDir = over.dataDir ?? (await mkdtemp(join(tmpdir(), "nightlatch-server-")));
  const config: ServerConfig = {
    dataDir,
    host: "127.0.0.1",
    port: 0,
    quotaBytes: 0,
    reserveBytes: 0,
    addressRequestsPerMinute: 10_000,
    deviceRequestsPerMinute: 100_000,
    logRequestsPerMinute: 100_000,
    logLevel: "silent",
    ...over,
  };
  const server = await startServer(config, { clock: testClock(), ...dependencies });
  const http = new HttpClient({ baseUrl: server.url, fetch });
  const dispose = async () => {
    await server.close();
    if (over.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  return { server, http, dataDir, config, [Symbol.asyncDispose]: dispose };
}

/** It is the time at which test households sign, and it goes on: a server refuses entries of another time. */
function testClock(): Clock {
  const startedAtMs = performance.now();
  return { nowMs: () => TEST_NOW_MS + Math.floor(performance.now() - startedAtMs) };
}

export type HouseholdOnServer = TestHousehold &
  Readonly<{ as: Readonly<Record<"owner" | "member" | "hub" | "paper", DeviceSession>> }>;

/** Creates the household and lets its devices in, over HTTP like any client. */
export async function enrol(
  http: HttpClient,
  seed = "on the server",
  nowMs: number = TEST_NOW_MS,
): Promise<HouseholdOnServer> {
  const home = await testHousehold(seed, nowMs);
  const [create, ...additions] = home.entries;
  if (create === undefined) throw new Error("a household has a first entry");
  await http.call("createHousehold", { body: inText(create) });
  const owner = sessionOf(http, home, home.owner);
  for (const addition of additions) await owner.call("appendEntry", { body: inText(addition) });
  const as = {
    owner,
    member: sessionOf(http, home, home.member),
    hub: sessionOf(http, home, home.hub),
    paper: sessionOf(http, home, home.paper),
  };
  return { ...home, as };
}

export function sessionOf(
  http: HttpClient,
  { state }: Pick<TestHousehold, "state">,
  device: DeviceSecrets,
): DeviceSession {
  const prove = (challenge: Uint8Array) => proveSession(device, state.lane, challenge);
  return new DeviceSession(http, { lane: state.lane, device: device.id, prove });
}

/** An entry and all its boxes as JSON carries them, also those that a careful client keeps back for a while. */
export function inText(
  signed: Readonly<{ entry: Uint8Array; boxes: readonly Uint8Array[]; heldBack?: readonly Uint8Array[] }>,
): {
  entry: string;
  boxes: string[];
} {
  const boxes = [...signed.boxes, ...(signed.heldBack ?? [])];
  return { entry: encodeBase64url(signed.entry), boxes: boxes.map((box) => encodeBase64url(box)) };
}
