// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The household that this browser is in, as long as the tab lives: history, keys, records, live socket. Owns
 * the order in which news are taken: the ledger first, since it says who may write the rest.
 */
import { encodeHex } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import type { LaneId } from "@nightlatch/protocol/wire";
import type { Connection, Problem, VaultChange, VaultStatus } from "../../vault-client/vault-api.ts";
import { ClipLibrary } from "../clips/clip-library.ts";
import { HistoryStopped } from "../ledger/history-stopped.ts";
import { knownError } from "../known-error.ts";
import { LedgerFollower } from "../ledger/ledger-follower.ts";
import { LiveRoom } from "../live/live-room.ts";
import { RecordBook } from "../records/record-book.ts";
import { RecordDesk } from "../records/record-desk.ts";
import type { HouseholdServer, LiveSocket } from "../server/household-server.ts";
import type { Membership, VaultDatabase } from "../store/database.ts";
import { cameraViews, householdView, type ViewSources } from "./views.ts";

export type HouseholdDeps = Readonly<{
  database: VaultDatabase;
  device: DeviceSecrets;
  server: HouseholdServer;
  random: RandomSource;
  nowMs: () => number;
  monotonicMs: () => number;
  onChange: (change: VaultChange) => void;
}>;

const DAY_MS = 86_400_000;

export class OpenHousehold {
  readonly deps: HouseholdDeps;
  readonly ledger: LedgerFollower;
  readonly book: RecordBook;
  readonly desk: RecordDesk;
  readonly library: ClipLibrary;
  readonly room: LiveRoom;
  #membership: Membership;
  #socket: LiveSocket | undefined;
  #connection: Connection = "connecting";
  #stopped: Readonly<{ problem: Problem; evidence: string }> | undefined;
  #isRemoved = false;
  #refreshing: Promise<void> | undefined;
  /** News that came while the last ones were being taken. */
  readonly #missedNews = { count: 0 };

  private constructor(deps: HouseholdDeps, membership: Membership) {
    const { database, device, server, nowMs, random, monotonicMs } = deps;
    this.deps = deps;
    this.#membership = membership;
    this.ledger = new LedgerFollower(database, device, membership.createHash);
    this.book = new RecordBook(database);
    this.desk = new RecordDesk(
      { database, device, ledger: this.ledger, book: this.book, server, nowMs },
      membership.recordsCursor,
    );
    this.library = new ClipLibrary({
      server,
      keys: () => ({ device, ...this.ledger.current }),
      keptSinceMs: (camera) => this.#keptSinceMs(camera),
      nowMs,
    });
    this.room = new LiveRoom({
      keys: () => this.ledger.current,
      refreshKeys: async () => void (await this.ledger.sync(server)),
      random,
      monotonicMs,
    });
  }

  /** Starts from what this browser remembers, and asks the server in the background; a new browser waits for it. */
  static async open(deps: HouseholdDeps, membership: Membership): Promise<OpenHousehold> {
    const household = new OpenHousehold(deps, membership);
    try {
      await household.guard(() => household.#load());
      household.#connect();
    } catch (error) {
      // Opened all the same: its status says that it is stopped, and why.
      if (!(error instanceof HistoryStopped)) throw error;
    }
    return household;
  }

  get status(): VaultStatus {
    if (this.#stopped !== undefined) return { kind: "stopped", ...this.#stopped };
    if (this.#isRemoved || (this.ledger.isLoaded && !this.ledger.isMember)) return { kind: "removed" };
    return { kind: "ready", household: householdView(this.sources), connection: this.#connection };
  }

  get sources(): ViewSources {
    const { state } = this.ledger.current;
    const { book, ledger } = this;
    const { isPaperChecked } = this.#membership;
    return { state, book, self: this.deps.device.id, isPaperChecked, timeOf: (seq) => ledger.timeOf(seq) };
  }

  get lane(): LaneId {
    return this.ledger.current.state.lane;
  }

  async rememberPaperChecked(isPaperChecked: boolean): Promise<void> {
    const { database } = this.deps;
    const stored = (await database.get("membership", "this")) ?? this.#membership;
    this.#membership = { ...stored, isPaperChecked };
    await database.put("membership", this.#membership, "this");
    this.deps.onChange("status");
  }

  /** Takes the server's news; calls that come meanwhile share one more round. @throws server codes | ledger.* */
  async refresh(): Promise<void> {
    if (this.#refreshing !== undefined) {
      this.#missedNews.count += 1;
      return this.#refreshing;
    }
    this.#refreshing = this.#refreshAll();
    try {
      await this.#refreshing;
    } finally {
      this.#refreshing = undefined;
    }
  }

  close(): void {
    this.#socket?.close();
    this.room.close();
  }

  /** A history that cannot be true ends all work, and what the server sent is kept. @throws HistoryStopped */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof HistoryStopped) await this.#stop(error);
      throw error;
    }
  }

  async #load(): Promise<void> {
    await this.ledger.load();
    if (!this.ledger.isLoaded) {
      await this.refresh();
      return;
    }
    const { state, keyring } = this.ledger.current;
    await this.book.load(state, { device: this.deps.device, keyring });
  }

  async #refreshAll(): Promise<void> {
    do {
      this.#missedNews.count = 0;
      this.#membership = (await this.deps.database.get("membership", "this")) ?? this.#membership;
      await this.guard(async () => {
        if (await this.ledger.sync(this.deps.server)) this.#tell("status", "devices");
        if (await this.desk.sync()) this.#tell("status", "devices", "cameras");
      });
    } while (this.#missedNews.count > 0);
  }

  #connect(): void {
    this.#socket = this.deps.server.openLive({
      onConnection: (connection) => this.#setConnection(connection),
      onOpening: (camera, opening) => this.room.takeOpening(camera, opening),
      onFrame: (camera, frame) => this.room.takeFrame(camera, frame),
      onBeacon: (camera, beacon) => this.room.takeBeacon(camera, beacon),
      onCameraOffline: (camera, isOffline) => this.room.takeOffline(camera, isOffline),
      onChanged: (what) => {
        if (typeof what === "object") this.#tell("clips");
        else this.#refreshInBackground();
      },
      onRefused: () => {
        this.#isRemoved = true;
        this.close();
        this.#tell("status");
      },
    });
    this.room.useSocket(this.#socket);
  }

  #setConnection(connection: Connection): void {
    // Set in the next turn: the first news may come before the socket is handed back.
    queueMicrotask(() => this.room.setConnected(connection === "online"));
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#tell("connection", "status");
    if (connection === "online") this.#refreshInBackground();
  }

  /** A server that is away is shown by the connection; it is asked again when that comes back. */
  #refreshInBackground(): void {
    this.refresh().catch((error: unknown) => {
      if (knownError(error) === undefined) reportError(error);
      if (hasCode(error, "session.refused")) {
        this.#isRemoved = true;
        this.#tell("status");
      }
    });
  }

  async #stop({ code, message, advice, evidence }: HistoryStopped): Promise<void> {
    const text = [code, message, new Date(this.deps.nowMs()).toISOString(), ...evidence.map(encodeHex)].join("\n");
    this.#stopped = { problem: { code, advice: advice ?? message }, evidence: text };
    this.close();
    this.#tell("status");
    const kept = { code, atMs: this.deps.nowMs(), detail: message, bytes: evidence };
    await this.deps.database.put("evidence", kept, "this");
  }

  #tell(...changes: readonly VaultChange[]): void {
    for (const change of changes) this.deps.onChange(change);
  }

  #keptSinceMs(camera: string): number {
    const view = cameraViews(this.sources).find((known) => known.id === camera);
    const days = view?.retention.days ?? 0;
    return days === 0 ? 0 : this.deps.nowMs() - days * DAY_MS;
  }
}
