// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The household that this browser is in, as long as the tab lives. Owns its state as the screens see it
 * (waiting, ready, removed, stopped), the live socket, and when news are taken.
 */
import { hasCode } from "@nightlatch/errors";
import { isProved, NO_LOG_VIEW } from "@nightlatch/protocol/log";
import type { CaseId, LaneId } from "@nightlatch/protocol/wire";
import type { Connection, VaultChange, VaultStatus } from "../../vault-client/vault-api.ts";
import { knownError } from "../known-error.ts";
import { HistoryStopped } from "../ledger/history-stopped.ts";
import { assertMayExpand } from "../log/log-health.ts";
import type { LiveSocket } from "../server/household-server.ts";
import { changeMembership } from "../store/change-membership.ts";
import type { Membership } from "../store/database.ts";
import { HOUSEHOLD_REPLACED } from "../store/own-stores.ts";
import { isReleaseDue } from "../support/release-granted.ts";
import { introduceSelf } from "./introduction.ts";
import { householdParts, type HouseholdParts, type PartsDeps } from "./household-parts.ts";
import { readDiaryTimes } from "./diary-times.ts";
import { keepStop, type Stop } from "./keep-stop.ts";
import type { MembershipDeps } from "./membership.ts";
import { takeNews } from "./take-news.ts";
import { viewSources } from "./view-sources.ts";
import { householdView, type ViewSources } from "./views.ts";
import { canRead, waitingStatus } from "./waiting-status.ts";
import { WantedRemovals } from "./wanted-removals.ts";

export type HouseholdDeps = PartsDeps &
  Readonly<{
    onChange: (change: VaultChange) => void;
    /** Another tab has started this browser anew: this household is not its own any more. */
    onReplaced: () => void;
  }>;

/** While this browser waits for its keys, nobody tells it when they are there; and no event tells that time passed. */
const LOOK_EVERY_MS = 2500;
const LOOKS_OF_A_STRANGER = 12;

export class OpenHousehold {
  readonly deps: HouseholdDeps;
  readonly parts: HouseholdParts;
  #membership: Membership;
  #diarySeenMs: ReadonlyMap<string, number> = new Map();
  #socket: LiveSocket | undefined;
  #connection: Connection = "connecting";
  #stopped: Stop | undefined;
  #refreshing: Promise<void> | undefined;
  /** News that came while the last ones were being taken. */
  readonly #missedNews = { count: 0 };
  readonly #removals = new WantedRemovals();
  readonly #proofWaiters = new Set<() => void>();
  #logProblem: string | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  private constructor(deps: HouseholdDeps, membership: Membership) {
    this.deps = deps;
    this.#membership = membership;
    this.parts = householdParts(deps, membership);
  }

  /** Starts from what this browser remembers, and asks the server in the background; a new browser waits for it. */
  static async open(deps: HouseholdDeps, membership: Membership): Promise<OpenHousehold> {
    const household = new OpenHousehold(deps, membership);
    try {
      await household.guard(() => household.#load());
      household.#watch();
    } catch (error) {
      // Opened all the same: its status says that it is stopped, and why.
      if (!(error instanceof HistoryStopped)) throw error;
    }
    return household;
  }

  get status(): VaultStatus {
    if (this.#stopped !== undefined) return { kind: "stopped", ...this.#stopped };
    const waiting = waitingStatus(this.parts, this.#membership, this.deps);
    if (waiting !== undefined) return waiting;
    return { kind: "ready", household: householdView(this.sources), connection: this.#connection };
  }

  /** Whether this device has what it needs to read the household's records. */
  get canRead(): boolean {
    return canRead(this.parts, this.deps.device);
  }

  get sources(): ViewSources {
    const { isPaperChecked } = this.#membership;
    return viewSources(this.parts, this.deps, { isPaperChecked, diarySeenMs: this.#diarySeenMs });
  }

  get lane(): LaneId {
    return this.parts.ledger.current.state.lane;
  }

  get membershipDeps(): MembershipDeps {
    const { device, server, random, nowMs } = this.deps;
    const { ledger, log } = this.parts;
    return {
      device,
      ledger,
      server,
      random,
      log: () => log.view,
      entryTimeMs: () => log.witnessedMs ?? nowMs(),
      assertMayExpand: () => this.assertMayExpand(),
      removals: this.#removals,
    };
  }

  /** Asks the log anew. @throws transparency.* when nobody may be let in now */
  async assertMayExpand(): Promise<void> {
    await this.parts.log.sync(this.deps.server);
    assertMayExpand(this.parts.log.problem);
  }

  /** True once entry `seq` is proved, false when that takes longer. */
  async untilProved(seq: number, withinMs: number): Promise<boolean> {
    const isThere = (): boolean => isProved(seq, this.parts.log.view ?? NO_LOG_VIEW);
    const expired = new Promise<"expired">((resolve) => setTimeout(() => resolve("expired"), withinMs));
    while (!isThere()) {
      const news = new Promise<"news">((resolve) => this.#proofWaiters.add(() => resolve("news")));
      await this.refresh();
      if (!isThere() && (await Promise.race([news, expired])) === "expired") return isThere();
    }
    return true;
  }

  async rememberPaperChecked(isPaperChecked: boolean): Promise<void> {
    this.#membership = await changeMembership(this.parts.stores, this.#membership, { isPaperChecked });
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
    clearInterval(this.#timer);
    this.#socket?.close();
    this.parts.room.close();
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
    const { ledger, log, book, desk } = this.parts;
    await ledger.load();
    await log.load();
    if (ledger.isLoaded) {
      await book.load(desk.reading);
      await this.#readDiaryTimes();
      return;
    }
    await this.refresh().catch((error: unknown) => {
      // Let in by a wish that another owner has to confirm: until then the server does not know this browser.
      if (!hasCode(error, "session.refused")) throw error;
    });
  }

  async #refreshAll(): Promise<void> {
    const { deps, parts } = this;
    do {
      this.#missedNews.count = 0;
      await this.guard(async () => {
        const transaction = await parts.stores.begin();
        this.#membership = (await transaction.objectStore("membership").get("this")) ?? this.#membership;
        const membership = this.membershipDeps;
        const news = { parts, server: deps.server, membership, canRead: () => this.canRead, nowMs: deps.nowMs };
        this.#tell(...(await takeNews(news)));
        if (parts.ledger.isRemoved) this.close();
        else if (this.canRead) await this.#introduceSelf();
        this.#socket?.followCases(parts.book.all("case").map(({ id }) => id as Uint8Array as CaseId));
        await this.#readDiaryTimes();
      });
      this.#connectOnceIn();
      for (const wake of this.#proofWaiters) wake();
      this.#proofWaiters.clear();
    } while (this.#missedNews.count > 0);
  }

  #connect(): void {
    const { room } = this.parts;
    this.#socket = this.deps.server.openLive({
      onConnection: (connection) => this.#setConnection(connection),
      onOpening: (camera, opening) => room.takeOpening(camera, opening),
      onFrame: (camera, frame) => room.takeFrame(camera, frame),
      onBeacon: (camera, beacon) => room.takeBeacon(camera, beacon),
      onCameraOffline: (camera, isOffline) => room.takeOffline(camera, isOffline),
      onChanged: (what) => {
        if (typeof what === "object") this.#tell("clips");
        else if (what !== "support") this.#refreshInBackground();
        if (what === "support" || what === "grants") this.#tell("support");
      },
    });
    room.useSocket(this.#socket);
  }

  #watch(): void {
    if (this.parts.ledger.isRemoved) return;
    this.#connectOnceIn();
    let looks = 0;
    this.#timer = setInterval(() => {
      looks += 1;
      this.#look(looks);
    }, LOOK_EVERY_MS);
  }

  /** The server serves only who is in the household. */
  #connectOnceIn(): void {
    if (this.#socket === undefined && this.parts.ledger.isMember && this.#stopped === undefined) this.#connect();
  }

  #look(looks: number): void {
    const { ledger, log } = this.parts;
    const [{ isLoaded, isMember, wait }, nowMs] = [ledger, this.deps.nowMs()];
    // Another owner, or a day, may take long to let this browser in; its own hub does not.
    const isWaiting = !this.canRead && (isMember || looks % LOOKS_OF_A_STRANGER === 0);
    // That an acceptance is in the log now, no event tells.
    const isOwing = isMember && looks % 2 === 0 && isReleaseDue(ledger.current.state, nowMs);
    if (isWaiting || isOwing || (wait !== undefined && wait.untilMs <= nowMs)) this.#refreshInBackground();
    const problem = isLoaded ? log.problem : undefined;
    if (problem !== this.#logProblem) this.#tell("log");
    this.#logProblem = problem;
  }

  #setConnection(connection: Connection): void {
    // Set in the next turn: the first news may come before the socket is handed back.
    queueMicrotask(() => this.parts.room.setConnected(connection === "online"));
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

  async #stop(stopped: HistoryStopped): Promise<void> {
    this.#stopped = await keepStop(this.parts.stores, stopped, this.deps.nowMs());
    this.close();
    this.#tell("status");
  }

  async #introduceSelf(): Promise<void> {
    const { introduction } = this.#membership;
    if (introduction === undefined) return;
    const { ledger, book, desk, stores } = this.parts;
    await introduceSelf({ state: ledger.current.state, device: this.deps.device, book, desk, introduction });
    this.#membership = await changeMembership(stores, this.#membership, { introduction: "none", recovery: "none" });
    this.#tell("devices", "status");
  }

  async #readDiaryTimes(): Promise<void> {
    this.#diarySeenMs = await readDiaryTimes(this.deps.database);
  }

  #tell(...changes: readonly VaultChange[]): void {
    for (const change of changes) this.deps.onChange(change);
  }
}
