// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Starts the hub under test as a process of its own, and follows the lines that it prints. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ClipStep } from "../../apps/hub/src/spool/clip-steps.ts";

export type HubStart = Readonly<{
  folder: string;
  serverUrl: string;
  /** Without one it has nothing to record. */
  cameraUrl?: string;
  acknowledgedPath: string;
  /** The process ends itself right after this step was taken so many times. */
  fatal?: Readonly<{ step: ClipStep; count: number }>;
  settings?: Readonly<Record<string, string>>;
}>;

const ENTRY = join(import.meta.dirname, "hub-under-test.ts");

/** Owns the process. */
export class HubProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #exit: Promise<unknown>;
  readonly #taken = new Map<ClipStep, number>();
  #log = "";

  constructor({ folder, serverUrl, cameraUrl, acknowledgedPath, fatal, settings }: HubStart) {
    const step = [fatal?.step ?? "none", String(fatal?.count ?? 1), acknowledgedPath];
    const camera = cameraUrl === undefined ? [] : ["--camera", `Front door=${cameraUrl}`];
    const words = ["--data", folder, "--server", serverUrl, ...camera];
    this.#child = spawn(process.execPath, [ENTRY, ...step, ...words], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: { ...process.env, NIGHTLATCH_MIN_FREE_BYTES: "0", NIGHTLATCH_LOG: "warn", ...settings },
    });
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error("a child without pipes");
    this.#exit = once(this.#child, "exit");
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    stderr.on("data", (bytes: Buffer) => (this.#log += bytes.toString()));
  }

  /** What it logged so far. */
  get log(): string {
    return this.#log;
  }

  /** Reads on until the hub says this, `count` times, and answers the last. */
  async says(key: string, value?: string, count = 1): Promise<Readonly<Record<string, unknown>>> {
    for (let left = count; ;) {
      const said = await this.#nextLine(`${key} ${value ?? ""}`);
      if (!(key in said) || (value !== undefined && said[key] !== value)) continue;
      left -= 1;
      if (left === 0) return said;
    }
  }

  /** The hub took this step of a clip's life, `count` times from now on. */
  async takes(step: ClipStep, count = 1): Promise<void> {
    await this.says("step", step, count);
  }

  /** The hub took this step so many times since its start, read or skipped over. */
  async hasTaken(step: ClipStep, count: number): Promise<void> {
    while ((this.#taken.get(step) ?? 0) < count) await this.#nextLine(step);
  }

  async #nextLine(awaited: string): Promise<Readonly<Record<string, unknown>>> {
    const line = await this.#lines.next();
    if (line.done === true) throw new Error(`the hub ended before it said ${awaited}: ${this.#log}`);
    const said = JSON.parse(line.value) as Record<string, unknown>;
    const step = said["step"] as ClipStep | undefined;
    if (step !== undefined) this.#taken.set(step, (this.#taken.get(step) ?? 0) + 1);
    return said;
  }

  /** Resolves when the process has ended, by whatever hand. */
  async ended(): Promise<Readonly<{ code: number | null; signal: string | null }>> {
    await this.#exit;
    return { code: this.#child.exitCode, signal: this.#child.signalCode };
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill("SIGKILL");
    await this.#exit;
  }
}
