// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Runs exactly the cameras that are planned: starts what is new, stops what went, restarts what changed. */
import { formatId, type CameraId } from "@nightlatch/protocol/wire";
import { isSamePlan, type CameraPlan } from "../settings/camera-plan.ts";
import type { Clock } from "../ports/clock.ts";
import type { CameraRunner } from "./camera-runner.ts";

export type FleetDeps = Readonly<{
  clock: Clock;
  start: (plan: CameraPlan) => CameraRunner;
  /** The camera is no longer read. */
  onStopped: (camera: CameraId) => void;
  /** Once a second. */
  onTick: () => Promise<void>;
}>;

const TICK_MS = 1000;

type Running = Readonly<{ plan: CameraPlan; runner: CameraRunner }>;

/** Owns the running cameras. */
export class CameraFleet {
  readonly #deps: FleetDeps;
  readonly #running = new Map<string, Running>();
  #failed: (error: unknown) => void = () => undefined;

  constructor(deps: FleetDeps) {
    this.#deps = deps;
  }

  async apply(plans: readonly CameraPlan[]): Promise<void> {
    const wanted = new Map(plans.map((plan) => [formatId(plan.camera), plan]));
    for (const [key, { plan }] of this.#running) {
      const next = wanted.get(key);
      if (next === undefined || !isSamePlan(plan, next)) await this.#stop(key);
    }
    for (const [key, plan] of wanted) if (!this.#running.has(key)) this.#start(key, plan);
  }

  /** Watches the cameras until the signal aborts. Rejects when one of them fails for a bug of ours. */
  async run(signal: AbortSignal): Promise<void> {
    const bug = new Promise<never>((_resolve, reject) => (this.#failed = reject));
    while (!signal.aborted) {
      await Promise.race([this.#deps.clock.sleep(TICK_MS, signal), bug]);
      for (const { runner } of this.#running.values()) await runner.watchSilence();
      await this.#deps.onTick();
    }
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((key) => this.#stop(key)));
  }

  #start(key: string, plan: CameraPlan): void {
    const runner = this.#deps.start(plan);
    runner.done.catch((error: unknown) => {
      this.#failed(error);
    });
    this.#running.set(key, { plan, runner });
  }

  async #stop(key: string): Promise<void> {
    const running = this.#running.get(key);
    if (running === undefined) return;
    this.#running.delete(key);
    await running.runner.stop();
    this.#deps.onStopped(running.plan.camera);
  }
}
