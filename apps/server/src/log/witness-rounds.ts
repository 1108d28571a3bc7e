// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Goes round: each new checkpoint, at most one a second, and every 30 s for a fresh time, is shown first to the
 * witnesses that the operator named, then, with their lines, to every connected hub. Nobody waits for a slow one.
 */
import type { LaneId } from "@nightlatch/protocol/wire";
import type { TileSource, VerifierKey } from "@nightlatch/transparency/verify";
import type { Logger } from "pino";
import { setTimeout } from "node:timers/promises";
import type { Clock } from "../ports/clock.ts";
import type { HubDesk, WitnessHub } from "./hub-desk.ts";
import { LaneWitnessing } from "./lane-witnessing.ts";
import { Round } from "./round.ts";
import type { Cosigned, WitnessPeer } from "./witness-peer.ts";

export type RoundParts = Readonly<{
  /** The log's newest signed note. */
  checkpoint: () => Uint8Array;
  logKeys: readonly VerifierKey[];
  tiles: TileSource;
  witnesses: readonly WitnessPeer[];
  desk: HubDesk;
  clock: Clock;
  logger: Logger;
  onCosigned: (by: "witness" | "hub", atMs: number) => void;
  /** The named witnesses were asked, the hubs are being asked. */
  onShown: (round: Round) => void;
  /** A hub of the household cosigned a checkpoint that none of it had. */
  onWitnessed: (lane: LaneId, round: Round) => void;
}>;

/** Someone to be asked, and what becomes of the answer. */
type Asked = Readonly<{
  peer: WitnessPeer;
  isThere: () => boolean;
  take: (round: Round, lines: Uint8Array) => void;
  failed: (cause: unknown) => void;
}>;

const LEAST_PAUSE_MS = 1000;
const FRESH_EVERY_MS = 30_000;

export class WitnessRounds {
  readonly lanes = new LaneWitnessing();
  readonly #parts: RoundParts;
  readonly #asking = new Set<WitnessPeer>();
  /** The round that was begun last. */
  #newest: Round;
  /** The round that everyone may see: the named witnesses were asked. */
  #current: Round;
  #isDue = true;
  #timer: ReturnType<typeof globalThis.setTimeout> | undefined;
  #startedAtMs = 0;
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(parts: RoundParts) {
    this.#parts = parts;
    this.#current = this.#newRound();
    this.#newest = this.#current;
    parts.desk.onCame((hub) => void this.#ask(this.#hub(hub), this.#current));
    this.#schedule();
  }

  get current(): Round {
    return this.#current;
  }

  /** The log has grown. */
  poke(): void {
    this.#isDue = true;
    this.#schedule();
  }

  /** Begins no further round. One that is under way may still hear a slow witness; it changes nothing durable. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#isClosed || this.#running !== undefined) return;
    clearTimeout(this.#timer);
    const sinceMs = performance.now() - this.#startedAtMs;
    const pauseMs = (this.#isDue ? LEAST_PAUSE_MS : FRESH_EVERY_MS) - sinceMs;
    this.#timer = globalThis.setTimeout(() => this.#start(), Math.max(0, this.#startedAtMs === 0 ? 0 : pauseMs));
  }

  #start(): void {
    this.#isDue = false;
    this.#startedAtMs = performance.now();
    this.#running = this.#goRound()
      .catch((error: unknown) => {
        this.#parts.logger.error({ event: "round-failed", err: error }, "a round of witnesses failed by a bug");
      })
      .finally(() => {
        this.#running = undefined;
        this.#schedule();
      });
  }

  async #goRound(): Promise<void> {
    const { witnesses, desk, onShown } = this.#parts;
    const round = this.#newRound();
    this.#newest = round;
    await Promise.all(witnesses.map((witness) => this.#ask(this.#outside(witness), round)));
    this.#current = round;
    onShown(round);
    for (const hub of desk.all()) void this.#ask(this.#hub(hub), round);
  }

  /** Resolves after one answer, or its absence; then goes on by itself. Whoever is being asked is not asked again. */
  async #ask(asked: Asked, round: Round): Promise<void> {
    if (this.#asking.has(asked.peer)) return;
    this.#asking.add(asked.peer);
    const outcome = await asked.peer.cosign(round);
    if (outcome.kind === "cosigned") asked.take(round, outcome.lines);
    else asked.failed(outcome.cause);
    void this.#goOn(asked, round, outcome);
  }

  /** Again after a pause when it failed, and at once when a newer round has come meanwhile. */
  async #goOn(asked: Asked, round: Round, outcome: Cosigned): Promise<void> {
    if (outcome.kind === "failed") await setTimeout(outcome.pauseMs, undefined, { ref: false });
    this.#asking.delete(asked.peer);
    if (this.#isClosed || !asked.isThere()) return;
    if (outcome.kind === "failed" || this.#newest !== round) await this.#ask(asked, this.#newest);
  }

  #outside(peer: WitnessPeer): Asked {
    const { clock, logger, onCosigned } = this.#parts;
    return {
      peer,
      isThere: () => true,
      take: (round, lines) => {
        round.addLines(lines);
        onCosigned("witness", clock.nowMs());
      },
      failed: (cause) => {
        logger.warn({ event: "witness-failed", err: cause }, "a witness did not cosign");
      },
    };
  }

  #hub(hub: WitnessHub): Asked {
    const { desk, clock, logger, onCosigned, onWitnessed } = this.#parts;
    return {
      peer: hub.peer,
      isThere: () => desk.has(hub),
      take: (round, lines) => {
        onCosigned("hub", clock.nowMs());
        if (this.lanes.add(hub.lane, hub.id, round, lines)) onWitnessed(hub.lane, round);
      },
      failed: (cause) => {
        logger.debug({ event: "hub-failed", err: cause }, "a hub did not cosign");
      },
    };
  }

  #newRound(): Round {
    const { checkpoint, logKeys, tiles } = this.#parts;
    return new Round(checkpoint(), logKeys, tiles);
  }
}
