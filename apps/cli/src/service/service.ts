// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One of the programs that make up a home: started as a process of its own, followed by the JSON lines that it
 * prints, started again when it dies, stopped politely.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CliError } from "../errors.ts";

export type ServiceLine = Readonly<Record<string, unknown>>;

export type ServicePlan = Readonly<{
  name: string;
  program: string;
  words: () => readonly string[];
  variables?: Readonly<Record<string, string>>;
  /** Where its log goes. */
  logPath: string;
  /** Each line that it prints. */
  onLine: (line: ServiceLine) => void;
  /** It died after it had been ready, and is started again. */
  onCrash: () => void;
}>;

const END_WITH_PARENT = join(import.meta.dirname, "end-with-parent.ts");
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** One that ran this long had recovered. */
const STABLE_MS = 30_000;
const KEPT_COMPLAINT_CHARACTERS = 2_000;

/** Owns the process, and the next one if it dies. */
export class Service {
  readonly #plan: ServicePlan;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #isStopping = false;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #complaint = "";

  constructor(plan: ServicePlan) {
    this.#plan = plan;
    this.#log = createWriteStream(plan.logPath, { flags: "a", mode: 0o600 });
  }

  /** Resolves at its first line. @throws cli.service_failed when it ends before */
  async start(): Promise<void> {
    const { name } = this.#plan;
    const startedMs = performance.now();
    const child = this.#spawn();
    const ready = Promise.withResolvers<undefined>();
    this.#follow(child, () => {
      ready.resolve(undefined);
    });
    const ended = once(child, "exit").then(() => "ended");
    if ((await Promise.race([ready.promise, ended])) === "ended") {
      throw new CliError("cli.service_failed", `The ${name} did not start: ${this.#complaint.trim()}`, {
        advice: `Its log is ${this.#plan.logPath}.`,
      });
    }
    child.once("exit", () => {
      this.#onExit(startedMs);
    });
  }

  /** Asks it to end, and makes it end after `patienceMs`. */
  async stop(patienceMs: number): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child?.exitCode === null && child.signalCode === null) {
      // "close": its last log lines are in.
      const ended = once(child, "close");
      child.kill("SIGTERM");
      const impatience = setTimeout(() => child.kill("SIGKILL"), patienceMs);
      await ended;
      clearTimeout(impatience);
    }
    this.#log.end();
  }

  #spawn(): ChildProcess {
    const { program, words, variables } = this.#plan;
    const child = spawn(process.execPath, ["--import", END_WITH_PARENT, program, ...words()], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: { ...process.env, ...variables },
      // Ctrl-C reaches `up` alone, which stops the services in order.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    this.#child = child;
    return child;
  }

  #follow(child: ChildProcess, onFirstLine: () => void): void {
    const { onLine } = this.#plan;
    child.stderr?.on("data", (bytes: Buffer) => {
      this.#complaint = (this.#complaint + bytes.toString()).slice(-KEPT_COMPLAINT_CHARACTERS);
      this.#log.write(bytes);
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on("line", (text) => {
      const line = parseLine(text);
      if (line === undefined) return;
      onLine(line);
      onFirstLine();
    });
  }

  #onExit(startedMs: number): void {
    if (this.#isStopping) return;
    this.#plan.onCrash();
    if (performance.now() - startedMs > STABLE_MS) this.#pauseMs = FIRST_PAUSE_MS;
    this.#restart = setTimeout(() => {
      this.#startAgain();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
  }

  #startAgain(): void {
    const startedMs = performance.now();
    const child = this.#spawn();
    this.#follow(child, () => undefined);
    child.once("exit", () => {
      this.#onExit(startedMs);
    });
  }
}

/** A line that is no JSON object is not for us. */
function parseLine(text: string): ServiceLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as ServiceLine) : undefined;
  } catch {
    return undefined;
  }
}
