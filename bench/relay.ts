// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The server's relay against a bare `ws` broadcast: the same sealed frames from one source to fifty viewers, in
 * turns within one run; once as fast as everyone takes them, once at the pace of ten cameras, where CPU is what counts.
 */
import type { DeviceSession, HttpClient } from "@nightlatch/api-client";
import { HUB_SOCKET_PATH, serverToHub, VIEWER_SOCKET_PATH } from "@nightlatch/api-contract";
import { encodeBase64url } from "@nightlatch/bytes";
import { addDevice, deviceFromSeed } from "@nightlatch/protocol/keys";
import { formatId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { join } from "node:path";
import type { WebSocket } from "ws";
import { enrol, inText, sessionOf, type HouseholdOnServer } from "../tests/constellation/test-server.ts";
import { figure, median, type Figure } from "./figure.ts";
import type { BenchOptions } from "./options.ts";
import { Contender, VIEWERS, type Measured } from "./relay/contender.ts";
import { sealedGroup, type SealedGroup } from "./relay/sealed-group.ts";
import { Program } from "./stage/program.ts";
import { scratchFolder } from "./stage/scratch-folder.ts";
import { startServerProcess, type ServerProcess } from "./stage/server-process.ts";

const MEMBERS = 5;
const ROUND_MS = 1500;
/** Ten cameras of 4 Mbit/s and 15 frames a second, as one stream of frames. */
const PACED_FRAMES = 450;
const FRAME_MS = 1000 / 150;

export async function run({ isQuick, note }: BenchOptions): Promise<readonly Figure[]> {
  const rounds = isQuick ? 1 : 15;
  const pacedRounds = isQuick ? 1 : 5;
  await using folder = await scratchFolder();
  await using server = await startServerProcess(folder.path);
  await using bareServer = new Program({ entry: join(import.meta.dirname, "baselines/bare-ws-broadcast.ts") });
  const home = await enrol(server.http, "bench/relay", Date.now());
  const group = await sealedGroup(home);
  await using ours = await startOurs(server, home, group);
  await using bare = await startBare(bareServer, group);
  for (const contender of [ours, bare]) await contender.warmUp();

  note(`${String(rounds)} rounds of ${String(ROUND_MS)} ms for each of the two`);
  const fast = await inTurns(rounds, ours, bare, (contender) => contender.race(isQuick ? 200 : ROUND_MS));
  note(`${String(pacedRounds)} rounds at the pace of ten cameras`);
  const pace = (contender: Contender) => contender.pace(isQuick ? 8 : PACED_FRAMES, FRAME_MS);
  const paced = await inTurns(pacedRounds, ours, bare, pace);

  const rate = ({ megabytesPerSecond }: Measured) => megabytesPerSecond;
  const cpu = ({ cpuSecondsPerGigabyte }: Measured) => cpuSecondsPerGigabyte;
  const both = (rows: Rows, value: (measured: Measured) => number) =>
    [median(rows.ours.map(value)), median(rows.bare.map(value))] as const;
  return [
    figure("relay to 50 viewers", "MB/s", ...both(fast, rate), { of: "ratio", atLeast: 0.8 }),
    figure("relay to 50 viewers, CPU at 40 Mbit/s", "s/GB", ...both(paced, cpu), { of: "ratio", atMost: 1.25 }),
  ];
}

type Rows = Readonly<Record<"ours" | "bare", readonly Measured[]>>;

async function inTurns(
  rounds: number,
  ours: Contender,
  bare: Contender,
  measure: (contender: Contender) => Promise<Measured>,
): Promise<Rows> {
  const rows: Record<"ours" | "bare", Measured[]> = { ours: [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    rows.bare.push(await measure(bare));
    rows.ours.push(await measure(ours));
  }
  return rows;
}

async function startOurs({ program, url, http }: ServerProcess, home: HouseholdOnServer, group: SealedGroup) {
  const origin = url.replace("http", "ws");
  const hello = async (session: DeviceSession) => JSON.stringify({ type: "hello", token: await session.token() });
  const nonce = encodeBase64url(new Uint8Array(16));
  const watch = JSON.stringify({ type: "watch", camera: formatId(group.camera), nonce });
  const viewers = await Promise.all((await addMembers(http, home)).map(async (member) => [await hello(member), watch]));
  return Contender.start(
    program,
    { source: `${origin}${HUB_SOCKET_PATH}`, viewer: `${origin}${VIEWER_SOCKET_PATH}` },
    { source: [await hello(home.as.hub)], viewers },
    group,
    (source) => allSeated(source),
  );
}

/** One device may hold a few connections only: fifty viewers are several people. */
async function addMembers(http: HttpClient, home: HouseholdOnServer): Promise<readonly DeviceSession[]> {
  const members: DeviceSession[] = [];
  let { state } = home;
  for (let n = 0; n < MEMBERS; n += 1) {
    const device = await deviceFromSeed(home.random(32));
    const making = { actor: home.owner, random: home.random, nowMs: TEST_NOW_MS };
    const plan = { state, keyring: home.keyring, keys: device.publicKeys, role: "member" } as const;
    const added = await addDevice(making, plan);
    await home.as.owner.call("appendEntry", { body: inText(added) });
    state = added.state;
    members.push(sessionOf(http, home, device));
  }
  return members;
}

/** A message before the last viewer sits would be one that it never gets. */
function allSeated(source: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    source.on("message", (data, isBinary) => {
      const said = isBinary ? undefined : serverToHub.safeParse(JSON.parse((data as Buffer).toString())).data;
      if (said?.type === "viewers" && said.nonces.length === VIEWERS) resolve();
    });
  });
}

async function startBare(program: Program, group: SealedGroup): Promise<Contender> {
  const url = String((await program.says("listening"))["listening"]);
  return Contender.start(
    program,
    { source: `${url}/source`, viewer: `${url}/viewer` },
    { source: [], viewers: [[]] },
    group,
  );
}
