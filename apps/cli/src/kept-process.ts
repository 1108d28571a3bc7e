// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A child process that is kept running: its JSON lines are news, its log goes to a file, and when it dies by
 * itself it is started again, with growing pauses. One that never came up is an error of the start.
 */
import { NightlatchError } from "@nightlatch/errors";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

export type Launch = Readonly<{ words: readonly string[]; variables?: Readonly<Record<string, string>> }>;
export type KeptProcessOptions = Readonly<{
  name: string;
  entry: string;
  /** How to start it. `last`: the news that its first start ended with, so that a later one keeps the same port. */
  launch: (last: string | undefined) => Launch;
  logDir: string;
  onNews?: (key: string, value: string) => void;
}>;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ran this long was well: its next death starts with a short pause again. */
const WELL_AFTER_MS = 60_000;
const STOP_WITHIN_MS = 5000;
const KEPT_WORDS = 2000;

export class KeptProcess {
  readonly #options: KeptProcessOptions;
  readonly #failure = Promise.withResolvers<never>();
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #startedAtMs = 0;
  #lastWords = "";
  #isUp = false;
  #firstNews: string | undefined;
  #isStopping = false;
  #onNews: (key: string, value: string) => void = () => undefined;

  constructor(options: KeptProcessOptions) {
    this.#options = options;
    this.#log = createWriteStream(join(options.logDir, `${options.name}.log`), { flags: "a", mode: 0o600 });
    // Whoever starts it waits on start() first; a failure must not count as unhandled until then.
    this.#failure.promise.catch(() => undefined);
  }

  /** Rejects when the process cannot be started at all. Never resolves. */
  get failure(): Promise<never> {
    return this.#failure.promise;
  }

  /** Starts it and resolves with the value of the first piece of news that is named. @throws cli.start_failed */
  start(...news: readonly string[]): Promise<string> {
    const first = new Promise<string>((resolve) => {
      this.#onNews = (key, value) => {
        this.#options.onNews?.(key, value);
        if (!news.includes(key)) return;
        this.#isUp = true;
        this.#firstNews ??= value;
        resolve(value);
      };
    });
    this.#spawn();
    return Promise.race([first, this.failure]);
  }

  /** SIGTERM, and SIGKILL if it does not end within five seconds. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child?.exitCode === null && child.signalCode === null) {
      const closed = once(child, "close");
      child.kill("SIGTERM");
      const killer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
      await closed;
      clearTimeout(killer);
    }
    this.#log.end();
  }

  #spawn(): void {
    const { words, variables } = this.#options.launch(this.#firstNews);
    this.#startedAtMs = performance.now();
    this.#lastWords = "";
    // A process group of its own: Ctrl-C reaches only us, and we end the others in order.
    const child = spawn(process.execPath, [this.#options.entry, ...words], {
      env: { ...process.env, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#child = child;
    createInterface({ input: child.stdout }).on("line", (line) => {
      this.#read(line);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk.toString()).slice(-KEPT_WORDS);
      this.#log.write(chunk);
    });
    child.once("error", (cause) => {
      this.#failure.reject(this.#startFailed(cause));
    });
    child.once("close", () => {
      this.#onClose();
    });
  }

  #read(line: string): void {
    const news = parseNews(line);
    if (news === undefined) this.#log.write(`${line}\n`);
    for (const [key, value] of news ?? []) this.#onNews(key, String(value));
  }

  #onClose(): void {
    if (this.#isStopping) return;
    if (!this.#isUp) {
      this.#failure.reject(this.#startFailed(undefined));
      return;
    }
    if (performance.now() - this.#startedAtMs > WELL_AFTER_MS) this.#pauseMs = FIRST_PAUSE_MS;
    process.stderr.write(`The ${this.#options.name} stopped; starting it again.\n`);
    this.#timer = setTimeout(() => {
      this.#spawn();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
  }

  #startFailed(cause: unknown): NightlatchError {
    // Lines of the structured log are for the file; what is left was written for people.
    const said = this.#lastWords
      .split("\n")
      .filter((line) => !line.startsWith("{"))
      .join("\n")
      .trim();
    return new NightlatchError("cli.start_failed", `the ${this.#options.name} did not start`, {
      cause,
      advice:
        said === "" ? `Its log is ${join(this.#options.logDir, `${this.#options.name}.log`)}` : `It said: ${said}`,
    });
  }
}

function parseNews(line: string): readonly (readonly [string, unknown])[] | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? Object.entries(value) : undefined;
  } catch {
    // Not news: it goes to the log as it is.
    return undefined;
  }
}
