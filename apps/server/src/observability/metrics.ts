// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Prometheus metrics. Labels are routes, statuses and kinds; never an id. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Clock } from "../ports/clock.ts";

export type SocketKind = "hub" | "viewer" | "staff";

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<"method" | "route" | "status">;
  readonly #sockets: Gauge<"kind">;
  readonly #relayed: Readonly<Record<"in" | "out", Counter.Internal>>;
  readonly #skips: Counter;
  readonly #logSize: Gauge;
  readonly #cosignedAtMs = new Map<"witness" | "hub", number>();

  constructor(clock: Clock) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: "nightlatch_" });
    this.#requests = new Histogram({
      name: "nightlatch_request_seconds",
      help: "Time to answer a request",
      labelNames: ["method", "route", "status"],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
      registers,
    });
    this.#sockets = new Gauge({
      name: "nightlatch_live_sockets",
      help: "Open sockets",
      labelNames: ["kind"],
      registers,
    });
    const relayed = new Counter({
      name: "nightlatch_relayed_bytes_total",
      help: "Sealed bytes from hubs and to viewers",
      labelNames: ["kind"],
      registers,
    });
    // Looked up once: these count every frame.
    this.#relayed = { in: relayed.labels("in"), out: relayed.labels("out") };
    this.#skips = new Counter({
      name: "nightlatch_viewer_skips_total",
      help: "Times that a slow viewer was put off to the next key frame",
      registers,
    });
    this.#logSize = new Gauge({ name: "nightlatch_log_leaves", help: "Leaves in the public log", registers });
    const cosignedAtMs = this.#cosignedAtMs;
    const age = new Gauge<"kind">({
      name: "nightlatch_log_cosignature_age_seconds",
      help: "Time since a named witness, or any household's hub, last cosigned the public log",
      labelNames: ["kind"],
      registers,
      collect: () => {
        for (const [kind, atMs] of cosignedAtMs) age.set({ kind }, (clock.nowMs() - atMs) / 1000);
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  socketOpened(kind: SocketKind): void {
    this.#sockets.inc({ kind });
  }

  socketClosed(kind: SocketKind): void {
    this.#sockets.dec({ kind });
  }

  relayed(kind: "in" | "out", sizeBytes: number): void {
    this.#relayed[kind].inc(sizeBytes);
  }

  logSize(leaves: number): void {
    this.#logSize.set(leaves);
  }

  cosigned(by: "witness" | "hub", atMs: number): void {
    this.#cosignedAtMs.set(by, atMs);
  }

  skipped(): void {
    this.#skips.inc();
  }
}
