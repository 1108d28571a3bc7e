// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The household that this browser is in, as long as the tab lives: history, keys, records, live socket. Owns
 * the order in which news are taken: the ledger first, since it says who may write the rest.
 */
import { encodeHex } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import type { CameraId, LaneId } from "@nightlatch/protocol/wire";
import type { Connection, Problem, VaultChange, VaultStatus } from "../../vault-client/vault-api.ts";
import { ClipLibrary } from "../clips/clip-library.ts";
import type { CameraFacts } from "../clips/clip-trust.ts";
import { StoredDiaryHeads } from "../clips/diary-heads.ts";
import { EpochWatch } from "../clips/epoch-watch.ts";
import { StoredLearnedEpochs } from "../clips/learned-epochs.ts";
import { HistoryStopped } from "../ledger/history-stopped.ts";
import { knownError } from "../known-error.ts";
import { LedgerFollower } from "../ledger/ledger-follower.ts";
import { LiveRoom } from "../live/live-room.ts";
import { RecordBook } from "../records/record-book.ts";
import { RecordDesk } from "../records/record-desk.ts";
import type { HouseholdServer, LiveSocket } from "../server/household-server.ts";
import type { Membership, VaultDatabase } from "../store/database.ts";
import { HOUSEHOLD_REPLACED, OwnStores } from "../store/own-stores.ts";
import { cameraViews, householdView, type ViewSources } from "./views.ts";

export type HouseholdDeps = Readonly<{
  database: VaultDatabase;
  device: DeviceSecrets;
  server: HouseholdServer;
  random: RandomSource;
  nowMs: () => number;
  monotonicMs: () => number;
  onChange: (change: VaultChange) => void;
  /** Another tab has started this browser anew: this household is not its own any more. */
  onReplaced: () => void;
}>;

const DAY_MS = 86_400_000;

export class OpenHousehold {
  readonly deps: HouseholdDeps;
  readonly ledger: LedgerFollower;
  readonly book: RecordBook;
  readonly desk: RecordDesk;
  readonly library: ClipLibrary;
  readonly room: LiveRoom;
  readonly #stores: OwnStores;
  #membership: Membership;
  #socket: LiveSocket | undefined;
  #connection: Connection = "connecting";
  #stopped: Readonly<{ problem: Problem; evidence: string }> | undefined;
  #refreshing: Promise<void> | undefined;
  /** News that came while the last ones were being taken. */
  readonly #missedNews = { count: 0 };

  private constructor(deps: HouseholdDeps, membership: Membership) {
    const { database, device, server, nowMs, random, monotonicMs } = deps;
    this.deps = deps;
    this.#membership = membership;
    this.#stores = new OwnStores(database, membership.createHash);
    this.ledger = new LedgerFollower(this.#stores, device, membership.createHash);
    this.book = new RecordBook(this.#stores);
    this.desk = new RecordDesk(
      { stores: this.#stores, device, ledger: this.ledger, book: this.book, server, nowMs },
      membership.recordsCursor,
    );
    const epochs = new EpochWatch(new StoredLearnedEpochs(database), nowMs);
    this.library = new ClipLibrary({
      server,
      heads: new StoredDiaryHeads(database),
      camera: (camera) => this.#cameraFacts(camera),
      timeOf: (seq) => this.ledger.timeOf(seq),
      epochs,
      keys: () => ({ device, ...this.ledger.current }),
      keptSinceMs: (camera) => this.#keptSinceMs(camera),
      nowMs,
    });
    this.room = new LiveRoom({
      keys: () => this.ledger.current,
      isReady: () => this.ledger.isLoaded,
      hubOf: (camera) => this.#cameraFacts(camera)?.hub,
      epochs,
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
      if (!household.ledger.isRemoved) household.#connect();
    } catch (error) {
      // Opened all the same: its status says that it is stopped, and why.
      if (!(error instanceof HistoryStopped)) throw error;
    }
    return household;
  }

  get status(): VaultStatus {
    if (this.#stopped !== undefined) return { kind: "stopped", ...this.#stopped };
    // By the signed history alone: whoever takes "removed" for true may delete the last owner's keys.
    if (this.ledger.isRemoved) return { kind: "removed" };
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
    const transaction = await this.#stores.begin();
    const store = transaction.objectStore("membership");
    this.#membership = { ...((await store.get("this")) ?? this.#membership), isPaperChecked };
    await store.put(this.#membership, "this");
    await transaction.done;
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
      return await this.#stopAtLies(work);
    } catch (error) {
      if (hasCode(error, HOUSEHOLD_REPLACED)) this.deps.onReplaced();
      throw error;
    }
  }

  async #stopAtLies<T>(work: () => Promise<T>): Promise<T> {
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
      await this.guard(async () => {
        const transaction = await this.#stores.begin();
        this.#membership = (await transaction.objectStore("membership").get("this")) ?? this.#membership;
        if (await this.ledger.sync(this.deps.server)) this.#tell("status", "devices");
        if (this.ledger.isRemoved) {
          this.close();
          return;
        }
        if (await this.desk.sync()) this.#tell("status", "devices", "cameras");
        if (await this.desk.adoptOrphans()) this.#tell("devices", "cameras");
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
    });
    this.room.useSocket(this.#socket);
  }

  #setConnection(connection: Connection): void {
    // Set in the next turn: the first news may come before the socket is handed back.
    queueMicrotask(() => this.room.setConnected(connection === "online"));
    // Refused, perhaps since it was removed: then the history says so.
    if (connection === "refused") this.#refreshInBackground();
    // A refused device knocks again and again; that is no news until it is let in.
    const isStillRefused = this.#connection === "refused" && connection !== "online";
    if (connection === this.#connection || isStillRefused) return;
    this.#connection = connection;
    this.#tell("connection", "status");
    if (connection === "online") this.#refreshInBackground();
  }

  /** A server that is away is shown by the connection; it is asked again when that comes back. */
  #refreshInBackground(): void {
    this.refresh().catch((error: unknown) => {
      if (knownError(error) === undefined) reportError(error);
      if (hasCode(error, "session.refused") && this.#connection !== "refused") {
        this.#connection = "refused";
        this.#tell("connection", "status");
      }
    });
  }

  async #stop({ code, message, advice, evidence }: HistoryStopped): Promise<void> {
    const text = [code, message, new Date(this.deps.nowMs()).toISOString(), ...evidence.map(encodeHex)].join("\n");
    this.#stopped = { problem: { code, advice: advice ?? message }, evidence: text };
    this.close();
    this.#tell("status");
    const kept = { code, atMs: this.deps.nowMs(), detail: message, bytes: evidence };
    const transaction = await this.#stores.begin("evidence");
    await transaction.objectStore("evidence").put(kept, "this");
    await transaction.done;
  }

  #tell(...changes: readonly VaultChange[]): void {
    for (const change of changes) this.deps.onChange(change);
  }

  #cameraFacts(camera: CameraId): CameraFacts | undefined {
    const record = this.book.find("camera", camera);
    return record === undefined ? undefined : { hub: record.content.hub, sinceMs: record.atMs };
  }

  #keptSinceMs(camera: string): number {
    const view = cameraViews(this.sources).find((known) => known.id === camera);
    const days = view?.retention.days ?? 0;
    return days === 0 ? 0 : this.deps.nowMs() - days * DAY_MS;
  }
}
