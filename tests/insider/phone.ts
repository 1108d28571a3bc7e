// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A member's device under attack: the vault's own followers of ledger and log, over HTTP, with a store in memory
 * whose every byte can be compared.
 */
import { DeviceSession, HttpClient } from "@nightlatch/api-client";
import { concatBytes } from "@nightlatch/bytes";
import { buildKeyring, proveSession, type DeviceSecrets, type Keyring } from "@nightlatch/protocol/keys";
import {
  encodeLogView,
  followLog,
  gateEntry,
  trustedTimeMs,
  type Followed,
  type LogView,
} from "@nightlatch/protocol/log";
import type { LaneId, LedgerState } from "@nightlatch/protocol/wire";
import { followLedger, type Gate } from "../../apps/household-web/src/vault/ledger/follow-ledger.ts";
import { heldUp } from "../../apps/household-web/src/vault/ledger/held-up.ts";
import { HistoryStopped } from "../../apps/household-web/src/vault/ledger/history-stopped.ts";
import { LedgerHistory } from "../../apps/household-web/src/vault/ledger/ledger-history.ts";
import type { HouseholdServer } from "../../apps/household-web/src/vault/server/household-server.ts";
import { sessionServer } from "../../apps/household-web/src/vault/server/session-server.ts";

export type PhonePlan = Readonly<{
  serverUrl: string;
  device: DeviceSecrets;
  lane: LaneId;
  createHash: Uint8Array;
  nowMs: () => number;
}>;

export class Phone {
  readonly server: HouseholdServer;
  readonly session: DeviceSession;
  readonly history = new LedgerHistory();
  readonly #plan: PhonePlan;
  #state: LedgerState | undefined;
  #view: LogView | undefined;

  constructor(plan: PhonePlan) {
    this.#plan = plan;
    const { serverUrl, device, lane } = plan;
    const prove = (challenge: Uint8Array) => proveSession(device, lane, challenge);
    const http = new HttpClient({ baseUrl: serverUrl, fetch: (url, init) => fetch(url, init) });
    this.session = new DeviceSession(http, { lane, device: device.id, prove });
    this.server = sessionServer(this.session, () => {
      throw new Error("this device watches nothing");
    });
  }

  get state(): LedgerState {
    if (this.#state === undefined) throw new Error("the device has seen its household");
    return this.#state;
  }

  get view(): LogView | undefined {
    return this.#view;
  }

  get entries(): readonly Uint8Array[] {
    return this.history.entries.map(({ signed }) => signed);
  }

  /** Follows the server's ledger to its end. @throws HistoryStopped */
  async syncLedger(): Promise<void> {
    const { createHash, nowMs } = this.#plan;
    for (let isComplete = false; !isComplete;) {
      const page = await this.server.ledgerPage((this.#state?.seq ?? -1) + 1);
      const followed = await followLedger(this.#state, createHash, page, this.#gate());
      if (followed.kind === "stopped") throw HistoryStopped.byLedger(followed, this.history, nowMs());
      for (const one of followed.accepted) this.history.append(one);
      this.#state = followed.state;
      if (followed.state === undefined && followed.wait !== undefined) throw heldUp(followed.wait);
      isComplete = followed.isComplete;
    }
  }

  /** One answer of the server about the log. @throws HistoryStopped | transparency.* */
  async syncLog(): Promise<Followed> {
    const answer = await this.server.logProof(this.#view?.size ?? 0);
    const ledger = {
      state: this.state,
      headAt: (seq: number) => this.history.headAt(seq),
      entries: () => this.entries,
      signedHere: () => false,
    };
    const followed = followLog(this.#view, answer, ledger, this.#plan.nowMs());
    if (followed.kind === "stopped") throw HistoryStopped.byLog(followed.code, followed.detail, followed);
    this.#view = followed.view;
    return followed;
  }

  /** Asks until the log shows what is wished for. */
  async syncLogUntil(fits: (followed: Followed) => boolean): Promise<Followed> {
    for (;;) {
      const followed = await this.syncLog();
      if (fits(followed)) return followed;
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }

  async keyring(): Promise<Keyring> {
    return buildKeyring(this.state, this.#plan.device, await this.server.ownBoxes());
  }

  /** All that it keeps. */
  snapshot(): Uint8Array {
    const view = this.#view === undefined ? new Uint8Array() : encodeLogView(this.#view);
    return concatBytes(...this.entries, view);
  }

  #gate(): Gate {
    const { nowMs } = this.#plan;
    const witnessedMs =
      this.#state === undefined || this.#view === undefined ? undefined : trustedTimeMs(this.#state, this.#view);
    const keeping = {
      ...(witnessedMs === undefined ? {} : { witnessedMs }),
      nowMs: nowMs(),
      firstSeenMs: () => nowMs(),
      vouchedSeq: -1,
    };
    return (before, signed) => {
      const verdict = gateEntry(before, signed, keeping);
      return verdict.kind === "wait" ? verdict : verdict.kind;
    };
  }
}

const ASK_EVERY_MS = 50;
