// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A real server with an operator: two officers found it, a supervisor and two of the support work since a day. */
import { StaffHttpClient, StaffSession } from "@nightlatch/api-client";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { RandomSource } from "@nightlatch/crypto/random";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import {
  draftRosterEntry,
  proveStaffSession,
  signRosterEntry,
  staffFromSeed,
  type StaffSecrets,
} from "@nightlatch/protocol/grant";
import {
  applyRosterEntries,
  formatId,
  MIN_ROSTER_WAIT_MS,
  parseId,
  type FoundBody,
  type OperatorId,
  type RosterBody,
  type RosterState,
  type Staff,
  type StaffRole,
} from "@nightlatch/protocol/wire";
import { seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunningServer } from "../../apps/server/src/compose.ts";
import type { ServerConfig } from "../../apps/server/src/config.ts";
import { SoftwareAuthenticator } from "./software-authenticator.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

export const STAFF_ORIGIN = "http://localhost:8421";
export const TEAM = "Help desk";
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

export type Member = Readonly<{ secrets: StaffSecrets; authenticator: SoftwareAuthenticator; session: StaffSession }>;

/** Time as a test wants it. It goes on by itself, as the server's own. */
export class TestClock {
  readonly #fromMs: number;
  #aheadMs = 0;
  readonly #startedAtMs = performance.now();

  constructor(fromMs = TEST_NOW_MS) {
    this.#fromMs = fromMs;
  }

  nowMs(): number {
    return this.#fromMs + this.#aheadMs + Math.floor(performance.now() - this.#startedAtMs);
  }

  pass(durationMs: number): void {
    this.#aheadMs += durationMs;
  }
}

type Running = Pick<TestServer, "http" | "dataDir"> &
  AsyncDisposable &
  Readonly<{ server: Pick<RunningServer, "url" | "staffUrl" | "close"> }>;

export class StaffedServer implements AsyncDisposable {
  readonly running: Running;
  readonly clock: TestClock;
  readonly staff: StaffHttpClient;
  readonly random: RandomSource = seededRandom("staffed server");
  #operator: OperatorId | undefined;

  constructor(running: Running, clock: TestClock) {
    this.running = running;
    this.clock = clock;
    this.staff = new StaffHttpClient({ baseUrl: this.staffUrl, fetch });
  }

  /** A server with a staff port and no roster. */
  static async start(over: Partial<ServerConfig> = {}, clock = new TestClock()): Promise<StaffedServer> {
    const operator = { port: 0, origin: STAFF_ORIGIN };
    return new StaffedServer(await startTestServer({ operator, ...over }, { clock }), clock);
  }

  get staffUrl(): string {
    return this.running.server.staffUrl ?? "";
  }

  async newMember(): Promise<Member> {
    return this.#member(await staffFromSeed(this.random(32)), new SoftwareAuthenticator(STAFF_ORIGIN));
  }

  /** The same device, signed in at this server, which started anew or was founded by others. */
  async memberAgain({ secrets, authenticator }: Pick<Member, "secrets" | "authenticator">): Promise<Member> {
    const { operator } = await this.staff.call("readConsole", {});
    this.#operator = parseId<OperatorId>(operator ?? noOperator());
    const member = this.#member(secrets, authenticator);
    await member.session.signIn();
    return member;
  }

  #member(secrets: StaffSecrets, authenticator: SoftwareAuthenticator): Member {
    const session = new StaffSession(this.staff, {
      staff: secrets.id,
      prove: (challenge) => proveStaffSession(secrets, this.#operator ?? noOperator(), challenge),
      assert: (challenge) => Promise.resolve(authenticator.answer(challenge)),
    });
    return { secrets, authenticator, session };
  }

  staffOf({ secrets, authenticator }: Member, role: StaffRole, name: string, team = TEAM): Staff {
    const { credential } = authenticator;
    return { keys: secrets.publicKeys, credential, role, team, name, endMs: this.clock.nowMs() + YEAR_MS };
  }

  /** As `nightlatch operator init` leaves it. */
  async prepare(officers: readonly Member[], over: Partial<FoundBody> = {}): Promise<Uint8Array> {
    const seed = decodeBase64url((await readFile(join(this.running.dataDir, "operator.key"), "utf8")).trim());
    const staff = officers.map((officer, i) => this.staffOf(officer, "officer", `Officer ${String(i)}`, "Officers"));
    const laneKey = signerFromSeed(seed).publicKey;
    const body = { type: "found", name: "Lark Support", waitMs: MIN_ROSTER_WAIT_MS, laneKey, staff, ...over } as const;
    const operator = this.random(16) as Uint8Array as OperatorId;
    this.#operator = operator;
    const entry = draftRosterEntry({ operator, body, nowMs: this.clock.nowMs(), random: this.random });
    await writeFile(join(this.running.dataDir, "operator-founding"), `${encodeBase64url(entry)}\n`);
    return entry;
  }

  async signFounding({ secrets }: Pick<Member, "secrets">, entry: Uint8Array): Promise<boolean> {
    const { staff, signature } = await signRosterEntry(secrets, entry);
    const body = { staff: formatId(staff), signature: encodeBase64url(signature) };
    return (await this.staff.call("signFounding", { body })).isFounded;
  }

  /** The roster as the server's staff is shown it, judged. */
  async roster({ session }: Member): Promise<RosterState> {
    const { entries } = await session.call("readRoster", { query: {} });
    const verdict = applyRosterEntries(undefined, entries.map(decodeBase64url));
    if (verdict.kind === "refused" || verdict.state === undefined) throw new Error("the server shows a bad roster");
    return verdict.state;
  }

  /** The next entry, for `signers` to sign one after the other. What the last of them is answered. */
  async change(body: Exclude<RosterBody, FoundBody>, signers: readonly Member[]) {
    const [first] = signers;
    if (first === undefined) throw new Error("somebody signs");
    const roster = await this.roster(first);
    const entry = draftRosterEntry({ roster, body, nowMs: this.clock.nowMs(), random: this.random });
    return this.signEntry(entry, signers);
  }

  async signEntry(entry: Uint8Array, signers: readonly Member[]) {
    let answer: Readonly<{ state: string; signatures: number }> | undefined;
    for (const { secrets, session } of signers) {
      const { signature } = await signRosterEntry(secrets, entry);
      const body = { entry: encodeBase64url(entry), signature: encodeBase64url(signature) };
      answer = await session.call("signRosterEntry", { body });
    }
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running[Symbol.asyncDispose]();
  }
}

export type Desk = Readonly<{
  desk: StaffedServer;
  officers: readonly [Member, Member];
  supervisor: Member;
  support: Member;
  /** Another of the support, in the same team. */
  colleague: Member;
}>;

/** Everyone is signed in, and works. */
export async function openDesk(over: Partial<ServerConfig> = {}, clock?: TestClock): Promise<Desk & AsyncDisposable> {
  const desk = await StaffedServer.start(over, clock);
  const officers = [await desk.newMember(), await desk.newMember()] as const;
  const entry = await desk.prepare(officers);
  for (const officer of officers) await desk.signFounding(officer, entry);
  for (const { session } of officers) await session.signIn();
  const [supervisor, support, colleague] = [await desk.newMember(), await desk.newMember(), await desk.newMember()];
  const newcomers = [
    desk.staffOf(supervisor, "supervisor", "Sue"),
    desk.staffOf(support, "support", "Sam"),
    desk.staffOf(colleague, "support", "Kim"),
  ];
  for (const staff of newcomers) await desk.change({ type: "enrol", staff }, officers);
  desk.clock.pass(MIN_ROSTER_WAIT_MS);
  const everyone = { officers, supervisor, support, colleague };
  for (const { session } of [...officers, supervisor, support, colleague]) await session.signIn();
  return { desk, ...everyone, [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose]() };
}

function noOperator(): never {
  throw new Error("nobody has founded an operator");
}
