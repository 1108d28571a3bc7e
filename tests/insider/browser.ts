// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A member's browser under attack: the vault that we ship, whole, put together as its worker does it, over HTTP and
 * its live socket. Its IndexedDB is in memory, so that every byte of it can be compared.
 */
import "fake-indexeddb/auto";
import { DeviceSession, HttpClient } from "@nightlatch/api-client";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import type { LedgerState } from "@nightlatch/protocol/wire";
import { IDBFactory } from "fake-indexeddb";
import { serialize } from "node:v8";
import { historyCalls, type HistoryCalls } from "../../apps/household-web/src/vault/calls/history-calls.ts";
import { peopleCalls, type PeopleCalls } from "../../apps/household-web/src/vault/calls/people-calls.ts";
import { recoveryCalls, type RecoveryCalls } from "../../apps/household-web/src/vault/calls/recovery-calls.ts";
import { startingCalls, type StartingCalls } from "../../apps/household-web/src/vault/calls/starting-calls.ts";
import { VaultContext } from "../../apps/household-web/src/vault/calls/vault-context.ts";
import { watchingCalls, type WatchingCalls } from "../../apps/household-web/src/vault/calls/watching-calls.ts";
import { rememberMembership } from "../../apps/household-web/src/vault/household/found-household.ts";
import { readAppFile } from "../../apps/household-web/src/vault/server/app-files.ts";
import { findLane } from "../../apps/household-web/src/vault/server/find-lane.ts";
import { publicServer } from "../../apps/household-web/src/vault/server/public-server.ts";
import { sessionServer } from "../../apps/household-web/src/vault/server/session-server.ts";
import { openViewerSocket } from "../../apps/household-web/src/vault/server/viewer-socket.ts";
import { openVaultDatabase, type VaultDatabase } from "../../apps/household-web/src/vault/store/database.ts";
import { createIdentity } from "../../apps/household-web/src/vault/store/identity.ts";
import type { VaultStatus } from "../../apps/household-web/src/vault-client/vault-api.ts";

export type BrowserPlan = Readonly<{ serverUrl: string; random: RandomSource; nowMs: () => number }>;
export type Vault = StartingCalls & RecoveryCalls & PeopleCalls & HistoryCalls & WatchingCalls;

/** What lets the browser's device in, by its public keys; the household as it is then. */
export type Admission = (keys: DeviceSecrets["publicKeys"]) => Promise<LedgerState>;

const LOOK_EVERY_MS = 50;

/** What a browser's console would show as a bug ends the test. */
globalThis.reportError = (error: unknown) => {
  queueMicrotask(() => {
    throw error;
  });
};

/** Owns its database and the household that is open in it. */
export class Browser implements AsyncDisposable {
  readonly vault: Vault;
  readonly #context: VaultContext;
  readonly #database: VaultDatabase;

  private constructor(context: VaultContext, database: VaultDatabase) {
    this.#context = context;
    this.#database = database;
    this.vault = {
      ...startingCalls(context),
      ...recoveryCalls(context),
      ...peopleCalls(context),
      ...historyCalls(context),
      ...watchingCalls(context),
    };
  }

  /** In no household yet. */
  static async start({ serverUrl, random, nowMs }: BrowserPlan): Promise<Browser> {
    const ask = (url: string, init: RequestInit) => fetch(url, init);
    const http = new HttpClient({ baseUrl: serverUrl, fetch: ask });
    // Each browser has a disk of its own: a database is looked for where this variable points when it is opened.
    globalThis.indexedDB = new IDBFactory();
    const database = await openVaultDatabase();
    const context = new VaultContext({
      database,
      publicServer: publicServer({ http, origin: serverUrl, fetch: ask, nowMs }),
      signIn: (prover) => {
        const open: Parameters<typeof sessionServer>[1] = (session, events) =>
          openViewerSocket(serverUrl, session, events);
        return sessionServer(new DeviceSession(http, prover, nowMs), open);
      },
      findLane: (device) => findLane(http, device),
      readAppFile: (path) => readAppFile(serverUrl, ask, path),
      appOrigin: serverUrl,
      random,
      nowMs,
      monotonicMs: () => performance.now(),
    });
    return new Browser(context, database);
  }

  /** Its keys are made here, as ever; `admit` is what a pairing with one of the household's devices comes to. */
  async join(admit: Admission): Promise<DeviceSecrets> {
    const device = await createIdentity(this.#database, this.#context.deps.random);
    const { lane, createHash, seq } = await admit(device.publicKeys);
    const pinned = { lane, createHash, isPaperChecked: true, recordsCursor: 0, vouchedSeq: seq };
    await rememberMembership(this.#database, pinned);
    await this.#context.open(device, await this.#context.readMembership());
    await this.refresh();
    return device;
  }

  /** As this browser believes it. */
  get state(): LedgerState {
    return this.#context.household.parts.ledger.current.state;
  }

  get keyring() {
    return this.#context.household.parts.ledger.current.keyring;
  }

  get parts() {
    return this.#context.household.parts;
  }

  /** Takes the server's news now. @throws HistoryStopped | server codes */
  refresh(): Promise<void> {
    return this.#context.household.refresh();
  }

  /** Until the browser itself has come to it. */
  async until(fits: (status: VaultStatus) => boolean | Promise<boolean>): Promise<VaultStatus> {
    for (;;) {
      const status = await this.vault.status();
      if (await fits(status)) return status;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** Until every entry is proved to it by a fresh checkpoint that the hub signed. */
  async untilProved(): Promise<void> {
    await this.until(async () => {
      await this.refresh();
      const { log } = this.parts;
      return log.problem === undefined && log.view?.provedSeq === this.state.seq;
    });
  }

  /** All that it keeps of its household, but for evidence. */
  async snapshot(): Promise<Uint8Array> {
    const kept = [...this.#database.objectStoreNames].filter((name) => name !== "evidence" && name !== "identity");
    const stores = kept.map(async (name) => {
      const [keys, values] = await Promise.all([this.#database.getAllKeys(name), this.#database.getAll(name)]);
      return [name, keys, values];
    });
    return new Uint8Array(serialize(await Promise.all(stores)));
  }

  /** The evidence that it keeps of why it stopped. */
  async evidence(): Promise<Uint8Array | undefined> {
    return (await this.#database.get("evidence", "this"))?.file;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#context.close();
    return Promise.resolve();
  }
}
