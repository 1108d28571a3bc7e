// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Keeps the hub in step with its household: history first, then what owners say about cameras. Being put out is
 * believed only from a signed entry: a server that merely refuses the hub does not stop it from recording.
 */
import { ClientError } from "@nightlatch/api-client";
import { NightlatchError } from "@nightlatch/errors";
import type { HubNews } from "./hub-parts.ts";
import type { ReadTerms } from "./ledger/household.ts";
import type { LedgerFollower } from "./ledger/ledger-follower.ts";
import { describeError, type HubLog } from "./observability/logger.ts";
import type { Clock } from "./ports/clock.ts";
import type { CameraFleet } from "./recording/camera-fleet.ts";
import type { CameraBook } from "./settings/camera-book.ts";
import type { RecordFollower } from "./settings/record-follower.ts";
import { WakeCall } from "./uplink/wake-call.ts";

export type HouseholdFollowerDeps = Readonly<{
  clock: Clock;
  log: HubLog;
  follower: LedgerFollower;
  records: RecordFollower;
  book: CameraBook;
  fleet: CameraFleet;
  terms: ReadTerms;
  onNews: (news: HubNews) => void;
}>;

/** The socket tells of changes at once; this is for when it is silent. */
const LOOK_EVERY_MS = 60_000;

export class HouseholdFollower {
  readonly #deps: HouseholdFollowerDeps;
  readonly #bell: WakeCall;
  #problem = "";

  constructor(deps: HouseholdFollowerDeps) {
    this.#deps = deps;
    this.#bell = new WakeCall(deps.clock);
  }

  get isRemoved(): boolean {
    return this.#deps.terms() === undefined;
  }

  /** Something changed, or the server is back. */
  wake(): void {
    this.#bell.ring();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look();
      await this.#bell.wait(LOOK_EVERY_MS, signal);
    }
  }

  /** Runs the cameras that are planned: none once the hub was put out. */
  async applyPlans(): Promise<void> {
    await this.#deps.fleet.apply(this.isRemoved ? [] : await this.#deps.book.plans());
  }

  async #look(): Promise<void> {
    const { follower, records, log, onNews } = this.#deps;
    const wasRemoved = this.isRemoved;
    try {
      await follower.sync();
      if (await records.follow()) await this.applyPlans();
      this.#problem = "";
    } catch (error) {
      if (!(error instanceof NightlatchError)) throw error;
      this.#report(error as NightlatchError, log);
    }
    if (!this.isRemoved || wasRemoved) return;
    log.error("the household removed this hub: it stops recording");
    await this.applyPlans();
    onNews({ kind: "removed" });
  }

  /** Once a problem, not once a minute. */
  #report(error: NightlatchError, log: HubLog): void {
    if (error.code === this.#problem) return;
    this.#problem = error.code;
    if (error.code === "session.refused") log.error("the server refuses this hub; it records on and uploads nothing");
    else if (error instanceof ClientError) log.warn({ error: describeError(error) }, "the household is out of reach");
    else log.error({ error: describeError(error) }, "the server shows a history that cannot be true");
  }
}
