// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A real server that serves the built staff console at an origin of its own, on the browser's clock. */
import { parseStaffOffer } from "@nightlatch/api-contract";
import { encodeBase64url, decodeBase64url } from "@nightlatch/bytes";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import { draftRosterEntry } from "@nightlatch/protocol/grant";
import { MIN_ROSTER_WAIT_MS, type OperatorId, type Staff, type StaffRole } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { STAFF_ORIGIN, StaffedServer, TEAM, TestClock, type Member } from "./staffed-server.ts";

export type ConsoleServer = Readonly<{ desk: StaffedServer; origin: string }>;

const WEB_ROOT = fileURLToPath(new URL("../../apps/staff-console/dist", import.meta.url));
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Founded by two officers whose devices are programs: whoever is enrolled here works, for a day has passed.
 */
export async function startFoundedServer(): Promise<ConsoleServer & Readonly<{ officers: readonly Member[] }>> {
  const server = await startConsoleServer(MIN_ROSTER_WAIT_MS, STAFF_ORIGIN);
  const { desk } = server;
  const officers = [await desk.newMember(), await desk.newMember()];
  const entry = await desk.prepare(officers);
  for (const officer of officers) await desk.signFounding(officer, entry);
  for (const { session } of officers) await session.signIn();
  return { ...server, officers };
}

/** @param behindMs how far the server's clock is behind the browser's: a day, so that new keys work when it passes */
export async function startConsoleServer(behindMs = 0, named?: string): Promise<ConsoleServer> {
  const origin = named ?? `http://localhost:${String(await freePort())}`;
  const port = Number(new URL(origin).port);
  const clock = new TestClock();
  clock.pass(Date.now() - TEST_NOW_MS - behindMs);
  return { origin, desk: await StaffedServer.start({ operator: { port, origin, webRoot: WEB_ROOT } }, clock) };
}

/** As `nightlatch operator init` leaves it: the first entry, for the officers whose consoles made these offers. */
export async function writeFounding({ desk }: ConsoleServer, offers: readonly string[]): Promise<void> {
  const { dataDir } = desk.running;
  const seed = decodeBase64url((await readFile(join(dataDir, "operator.key"), "utf8")).trim());
  const staff = offers.map((offer) => staffOf(desk, offer, "officer", "Officers"));
  const laneKey = signerFromSeed(seed).publicKey;
  const body = { type: "found", name: "Lark Support", waitMs: MIN_ROSTER_WAIT_MS, laneKey, staff } as const;
  const operator = desk.random(16) as Uint8Array as OperatorId;
  const entry = draftRosterEntry({ operator, body, nowMs: desk.clock.nowMs(), random: desk.random });
  await writeFile(join(dataDir, "operator-founding"), `${encodeBase64url(entry)}\n`);
}

export function staffOf(desk: StaffedServer, offer: string, role: StaffRole, team = TEAM): Staff {
  return { ...parseStaffOffer(offer), role, team, endMs: desk.clock.nowMs() + YEAR_MS };
}
