// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file For tests: a household founded in this browser, with a hub that cosigns the server's public log as long as it is
 * on. Server and log do what a test makes them do.
 */
import { invariant } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import { deviceFromSeed, witnessKeyOf, type DeviceSecrets, type SignedEntry } from "@nightlatch/protocol/keys";
import { witnessNameOf } from "@nightlatch/protocol/log";
import { applyEntry, type LedgerState } from "@nightlatch/protocol/wire";
import { boxesFor, ForkableLog, seededRandom, TEST_NOW_MS, type Cosigning } from "@nightlatch/testkit";
import { createEd25519Cosigner } from "@nightlatch/transparency/signing";
import { MemoryServer, type MemoryLog } from "../server/memory-server.fixture.ts";
import { openVaultDatabase, type VaultDatabase } from "../store/database.ts";
import { foundHousehold } from "./found-household.ts";
import { admitDevice, type Newcomer } from "./membership.ts";
import { OpenHousehold } from "./open-household.ts";

export class LoggedHome {
  readonly random: RandomSource;
  readonly database: VaultDatabase;
  readonly entries: SignedEntry[] = [];
  readonly records: Uint8Array[] = [];
  nowMs = TEST_NOW_MS;
  /** Whether the hub cosigns, and how far its clock is off. */
  isHubOn = true;
  hubIsOffByMs = 0;
  memoryLog: MemoryLog;
  readonly #opened: OpenHousehold[] = [];
  readonly #servers: MemoryServer[] = [];
  #owner: DeviceSecrets | undefined;
  #hub: DeviceSecrets | undefined;

  private constructor(database: VaultDatabase, seed: string) {
    this.database = database;
    this.random = seededRandom(seed);
    this.memoryLog = { log: new ForkableLog(), leaves: [], cosign: () => this.#cosign() };
  }

  /** A founder and a hub; both in the witnessed log. */
  static async found(seed: string): Promise<LoggedHome> {
    const home = new LoggedHome(await openVaultDatabase(), seed);
    home.#owner = await foundHousehold({
      database: home.database,
      random: home.random,
      nowMs: () => home.nowMs,
      server: {
        logPolicy: () => Promise.resolve(home.memoryLog.log.policy()),
        createHousehold: (entry, boxes, leaf) => {
          const verdict = applyEntry(undefined, entry);
          invariant(verdict.kind === "applied", "a founder's entry is valid");
          home.entries.push({ entry, boxes, heldBack: [], state: verdict.state });
          if (leaf !== undefined) home.memoryLog.leaves.push({ ...leaf, index: home.memoryLog.log.append(leaf.leaf) });
          return Promise.resolve();
        },
      },
    });
    await home.open();
    home.#hub = await deviceFromSeed(home.random(32));
    await home.admit({ keys: home.hub.publicKeys, role: "hub", witness: witnessKeyOf(home.hub).publicKey });
    await home.household.refresh();
    return home;
  }

  get owner(): DeviceSecrets {
    invariant(this.#owner !== undefined, "a home has a founder");
    return this.#owner;
  }

  get hub(): DeviceSecrets {
    invariant(this.#hub !== undefined, "a home has a hub");
    return this.#hub;
  }

  get household(): OpenHousehold {
    const household = this.#opened.at(-1);
    invariant(household !== undefined, "a home is open");
    return household;
  }

  /** What this browser asks. */
  get server(): MemoryServer {
    const server = this.#servers.at(-1);
    invariant(server !== undefined, "a home is open");
    return server;
  }

  /** As the server has it. */
  get state(): LedgerState {
    const last = this.entries.at(-1);
    invariant(last !== undefined, "a household has an entry");
    return last.state;
  }

  get releasedBoxes(): number {
    return this.#servers.flatMap(({ released }) => released).length;
  }

  /** Boxes that were kept back once and let go since. */
  allReleased(): readonly Uint8Array[] {
    return this.#servers.flatMap(({ released }) => released.map(({ box }) => box));
  }

  /** One more tab. */
  async open(): Promise<OpenHousehold> {
    const { database, random, owner } = this;
    const boxes = (entry: SignedEntry) => boxesFor({ ...entry, heldBack: [] }, owner);
    const server = new MemoryServer(boxes, this.entries, this.records, this.memoryLog);
    this.#servers.push(server);
    const membership = await database.get("membership", "this");
    invariant(membership !== undefined, "this browser is in a household");
    const clocks = { nowMs: () => this.nowMs, monotonicMs: () => 0 };
    const hearing = { onChange: () => undefined, onReplaced: () => undefined };
    this.#opened.push(
      await OpenHousehold.open({ database, device: owner, server, random, ...clocks, ...hearing }, membership),
    );
    return this.household;
  }

  /** The tab is closed, and opened again. */
  async reload(): Promise<OpenHousehold> {
    this.close();
    return this.open();
  }

  admit(newcomer: Newcomer): Promise<void> {
    return this.household.guard(() => admitDevice(this.household.membershipDeps, newcomer));
  }

  newDevice(): Promise<DeviceSecrets> {
    return deviceFromSeed(this.random(32));
  }

  /** Some other household's leaf. */
  growLog(): void {
    this.memoryLog.log.append(this.random(214));
  }

  close(): void {
    for (const household of this.#opened) household.close();
  }

  #cosign(): readonly Cosigning[] {
    if (!this.isHubOn || this.#hub === undefined) return [];
    const by = createEd25519Cosigner(witnessNameOf(this.#hub.id), witnessKeyOf(this.#hub));
    return [{ by, atMs: this.nowMs + this.hubIsOffByMs }];
  }
}
