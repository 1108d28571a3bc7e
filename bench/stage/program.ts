// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A process of its own for each part, so that only the part under test is measured; they talk by JSON lines. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export type ProgramStart = Readonly<{
  /** Absolute path of a TypeScript entry for this Node, or the name of a program. */
  entry: string;
  words?: readonly string[];
  variables?: Readonly<Record<string, string>>;
}>;

type Line = Readonly<Record<string, unknown>>;

/** Owns the process: disposing it ends it. */
export class Program implements AsyncDisposable {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;
  #complaints = "";

  constructor({ entry, words = [], variables = {} }: ProgramStart) {
    this.#name = entry;
    const isScript = entry.endsWith(".ts");
    this.#child = spawn(isScript ? process.execPath : entry, isScript ? [entry, ...words] : words, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...variables },
    });
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error("a child without pipes");
    this.#ended = once(this.#child, "exit");
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    stderr.on("data", (bytes: Buffer) => (this.#complaints = (this.#complaints + bytes.toString()).slice(-4000)));
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#name} could not be started`);
    return this.#child.pid;
  }

  /** What it wrote to standard error, the last of it. */
  get complaints(): string {
    return this.#complaints;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The next line that has this key; lines without it are passed over. One reader at a time. */
  async says(key: string): Promise<Line> {
    for (;;) {
      const line = await this.#lines.next();
      if (line.done === true) throw new Error(`${this.#name} ended before it said "${key}": ${this.#complaints}`);
      const said = JSON.parse(line.value) as Line;
      if (key in said) return said;
    }
  }

  tell(line: Line): void {
    this.#child.stdin?.write(`${JSON.stringify(line)}\n`);
  }

  /** Asks it to end, and resolves when it has. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.isRunning) this.#child.kill(signal);
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL");
  }
}

/** For the entries that a bench starts: what its starter tells it, line by line. */
export async function* orders(): AsyncGenerator<Line, void, undefined> {
  for await (const line of createInterface({ input: process.stdin })) yield JSON.parse(line) as Line;
}

export function say(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** A number of a line; one that is missing is a bug of the bench. */
export function numberIn(line: Line, key: string): number {
  const value = line[key];
  if (typeof value !== "number") throw new Error(`no number "${key}" in ${JSON.stringify(line)}`);
  return value;
}

/** A bench that was killed leaves nobody behind. */
export function endWithStarter(): void {
  process.stdin.on("end", () => process.exit()).resume();
}
