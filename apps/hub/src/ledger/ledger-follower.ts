// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Keeps up with the household's history. The server that hands it out is not trusted: each entry is judged
 * here, kept on disk, and never taken back; less or other history than was seen before is refused, with evidence.
 */
import { concatBytes, decodeBase64url, encodeBase64url, encodeUtf8, equalBytes } from "@nightlatch/bytes";
import type { DeviceSession } from "@nightlatch/api-client";
import type { Hash } from "@nightlatch/crypto/keys";
import type { PairingAnswer } from "@nightlatch/protocol/keys";
import { gateEntry, type GateVerdict, type OwnLedger } from "@nightlatch/protocol/log";
import {
  activeDevice,
  applyEntry,
  ledgerHeadOf,
  type DeviceId,
  type LedgerRefusal,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import { NightlatchError, invariant } from "@nightlatch/errors";
import { HubError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { EntryTable } from "./entry-table.ts";

export type FollowerDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  entries: EntryTable;
  clock: Clock;
  /** Up to which entry the device that let this hub in vouched for the history. */
  vouchedSeq: number;
}>;

/** An entry that is not to be believed yet (protocol §4.4): it is asked for again. */
export type WaitingEntry = Extract<GateVerdict, { kind: "wait" }> & Readonly<{ seq: number }>;

const ADVICE =
  "The server shows a false history of your household. Recording goes on under the last true one. Keep the hub's data folder as evidence.";

/** Also what the household is told. */
export const TAKEOVER =
  "Someone with the paper key took over your household at once, with the help of whoever runs the server. Your hub does not obey it. Do not use this server any more; set your household up anew elsewhere, with a new paper key.";

/** Owns the newest verified state. */
export class LedgerFollower {
  readonly #deps: FollowerDeps;
  readonly #states: LedgerState[];
  #lastEntry: Uint8Array;
  #waiting: WaitingEntry | undefined;
  /** Of entries that wait here: valid, seen, and not acted on. By their number. */
  readonly #waitingHeads = new Map<number, Hash>();
  #witnessedMs: number | undefined;
  /** When the server last showed the whole history; and, by head, when it last did without a proposal. */
  #wholeAt: Moment | undefined;
  readonly #absentAt = new Map<string, Moment>();
  #turn: Promise<void> = Promise.resolve();

  private constructor(deps: FollowerDeps, states: readonly LedgerState[], lastEntry: Uint8Array) {
    this.#deps = deps;
    this.#states = [...states];
    this.#lastEntry = lastEntry;
  }

  /** From what this hub took in before. */
  static restore(deps: FollowerDeps): LedgerFollower {
    const entries = deps.entries.all();
    const lastEntry = entries.at(-1);
    invariant(lastEntry !== undefined, "a paired hub has its household's history");
    return new LedgerFollower(deps, statesAfter(entries), lastEntry);
  }

  /**
   * The first look at the household that answered the pairing: must be the one it named, with this hub in it.
   * `onJoined` commits together with the history.
   * @throws hub.wrong_household | hub.not_in_household | ledger.*
   */
  static async join(
    deps: FollowerDeps,
    answer: PairingAnswer,
    hub: DeviceId,
    onJoined: () => void,
  ): Promise<LedgerFollower> {
    // What came after the answer is judged as every later entry is.
    const entries = (await readAll(deps, 0)).slice(0, answer.seq + 1);
    const states = statesAfter(entries);
    const [state, lastEntry] = [states.at(-1), entries.at(-1)];
    if (state === undefined || lastEntry === undefined || !equalBytes(state.createHash, answer.createHash)) {
      throw new HubError("hub.wrong_household", "the server shows another household than the one that answered", {
        advice: "Do not use this server. Pair again with one that you trust.",
      });
    }
    if (state.seq !== answer.seq || activeDevice(state, hub)?.role !== "hub") {
      throw new HubError("hub.not_in_household", "the household's history does not name this hub", {
        advice: "Start the pairing again.",
      });
    }
    deps.entries.begin(entries, deps.clock.nowMs(), onJoined);
    return new LedgerFollower(deps, states, lastEntry);
  }

  get state(): LedgerState {
    const state = this.#states.at(-1);
    invariant(state !== undefined, "a household begins with an entry");
    return state;
  }

  get vouchedSeq(): number {
    return this.#deps.vouchedSeq;
  }

  /** The next entry, where it is not to be believed yet. */
  get waiting(): WaitingEntry | undefined {
    return this.#waiting;
  }

  /** Whether the server showed an entry that this hub never takes in. */
  get hasRefused(): boolean {
    return this.#deps.entries.refusedHead() !== undefined;
  }

  /**
   * Of an entry that this hub has judged, one that waits here included. A hub that stood for no log with such an entry in
   * it would stop the very time for which the entry waits.
   */
  seenHeadAt(seq: number): Hash | undefined {
    return this.#states[seq]?.head ?? this.#waitingHeads.get(seq);
  }

  /** What this hub computed itself, for a judgement of the public log. */
  get ledger(): OwnLedger {
    const headAt = (seq: number): Hash | undefined => this.#states[seq]?.head;
    // A hub signs entries about itself only, and those never lessen what is asked of others.
    return { state: this.state, headAt, entries: () => this.#deps.entries.all(), signedHere: () => false };
  }

  /** The public log's time, once there is one: entries from after it wait. */
  setWitnessedTime(witnessedMs: number | undefined): void {
    this.#witnessedMs = witnessedMs;
  }

  /**
   * Takes in what is new. When it returns, `state` is durable. Calls queue up.
   * @throws ledger.rollback | ledger.fork | another refusal, with evidence kept | ClientError
   */
  sync(): Promise<void> {
    const earlier = this.#turn;
    this.#turn = (async () => {
      // An earlier failure was told to its own caller.
      await earlier.catch(() => undefined);
      await this.#takeIn();
    })();
    return this.#turn;
  }

  async #takeIn(): Promise<void> {
    const { session, entries, clock } = this.#deps;
    for (;;) {
      const known = this.state.seq;
      // From the last known entry on, not behind it: a server on another branch shows at once.
      const answer = await session.call("readEntries", { query: { from: known } });
      if (answer.seq < known) this.#refuse("ledger.rollback", encodeUtf8(JSON.stringify(answer)));
      const [same, ...fresh] = answer.entries.map(decodeBase64url);
      if (same === undefined || !equalBytes(same, this.#lastEntry)) {
        this.#refuse("ledger.fork", same ?? encodeUtf8(JSON.stringify(answer)));
      }
      const believed = this.#judge(fresh);
      const last = believed.at(-1);
      if (last === undefined) {
        if (this.#waiting === undefined && answer.seq === known) this.#wholeAt = momentNow(clock);
        return;
      }
      entries.append(
        known + 1,
        believed.map(({ entry }) => entry),
        clock.nowMs(),
      );
      for (const { state } of believed) {
        const head = encodeBase64url(state.head);
        if (state.proposals.has(head) && this.#wholeAt !== undefined) this.#absentAt.set(head, this.#wholeAt);
      }
      this.#states.push(...believed.map(({ state }) => state));
      this.#lastEntry = last.entry;
      if (this.#waiting !== undefined) return;
    }
  }

  /** Entries with the states after them, up to the first that has to wait. */
  #judge(fresh: readonly Uint8Array[]): readonly Judged[] {
    const { entries, clock } = this.#deps;
    const judged: Judged[] = [];
    let before = this.state;
    this.#waiting = undefined;
    this.#waitingHeads.clear();
    for (const entry of fresh) {
      const verdict = applyEntry(before, entry);
      if (verdict.kind === "refused") {
        entries.keepEvidence(clock.nowMs(), verdict.code, concatBytes(entry));
        throw refusal(verdict.code);
      }
      const { state } = verdict;
      const gate = this.#gate(before, entry);
      if (gate.kind === "refuse") this.#refuseForGood(state, entry);
      if (gate.kind === "wait") this.#waiting ??= { ...gate, seq: state.seq };
      if (this.#waiting === undefined) judged.push({ entry, state });
      else this.#waitingHeads.set(state.seq, state.head);
      before = state;
    }
    return judged;
  }

  #gate(before: LedgerState, entry: Uint8Array): GateVerdict {
    const { entries, clock, vouchedSeq } = this.#deps;
    const nowMs = clock.nowMs();
    const refused = entries.refusedHead();
    if (refused !== undefined && equalBytes(refused, ledgerHeadOf(entry))) {
      return { kind: "refuse", code: "ledger.too_early" };
    }
    const firstSeenMs = (head: Hash) => {
      const proposal = before.proposals.get(encodeBase64url(head));
      return proposal === undefined ? undefined : entries.takenMs(proposal.seq);
    };
    const absentMs = (head: Hash) => {
      const proposal = before.proposals.get(encodeBase64url(head));
      const isNew = proposal !== undefined && proposal.seq > this.state.seq;
      const since = isNew ? this.#wholeAt : this.#absentAt.get(encodeBase64url(head));
      return since === undefined ? undefined : nowMs - passedMs(since, clock);
    };
    const witnessed = this.#witnessedMs === undefined ? {} : { witnessedMs: this.#witnessedMs };
    return gateEntry(before, entry, { ...witnessed, nowMs, firstSeenMs, absentMs, vouchedSeq });
  }

  /** Also after a day, and a restart: what was impossible once does not become true by waiting. */
  #refuseForGood({ head }: LedgerState, entry: Uint8Array): never {
    const { entries, clock } = this.#deps;
    entries.refuseForGood(head);
    entries.keepEvidence(clock.nowMs(), "ledger.too_early", entry);
    throw new HubError("ledger.too_early", "a paper key takes over before its day was shown", { advice: TAKEOVER });
  }

  #refuse(code: "ledger.rollback" | "ledger.fork", evidence: Uint8Array): never {
    this.#deps.entries.keepEvidence(this.#deps.clock.nowMs(), code, evidence);
    throw new HubError(code, "the server shows another history than before", { advice: ADVICE });
  }
}

/** By both clocks. */
type Moment = Readonly<{ wallMs: number; monotonicMs: number }>;

function momentNow(clock: Clock): Moment {
  return { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
}

/** By whichever clock went further: one was set, the other stood still while the machine slept. Neither alone refuses. */
function passedMs({ wallMs, monotonicMs }: Moment, clock: Clock): number {
  return Math.max(clock.nowMs() - wallMs, clock.monotonicMs() - monotonicMs);
}

type Judged = Readonly<{ entry: Uint8Array; state: LedgerState }>;

function statesAfter(entries: readonly Uint8Array[]): readonly LedgerState[] {
  const states: LedgerState[] = [];
  for (const entry of entries) states.push(applied(states.at(-1), entry));
  return states;
}

async function readAll({ session }: FollowerDeps, from: number): Promise<readonly Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (;;) {
    const answer = await session.call("readEntries", { query: { from: from + entries.length } });
    entries.push(...answer.entries.map(decodeBase64url));
    if (answer.entries.length === 0 || from + entries.length > answer.seq) return entries;
  }
}

function applied(before: LedgerState | undefined, entry: Uint8Array): LedgerState {
  const verdict = applyEntry(before, entry);
  if (verdict.kind === "refused") throw refusal(verdict.code);
  return verdict.state;
}

function refusal(code: LedgerRefusal): NightlatchError<LedgerRefusal> {
  return new NightlatchError(code, "the server shows an entry that the household's history does not allow", {
    advice: ADVICE,
  });
}
