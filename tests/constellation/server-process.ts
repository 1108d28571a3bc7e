// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The real server as a process of its own: started, killed, started again with the same folder and port. */
import { HttpClient } from "@nightlatch/api-client";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type Ending = Readonly<{ code: number | null; signal: NodeJS.Signals | null }>;

const MAIN = fileURLToPath(new URL("../../apps/server/src/main.ts", import.meta.url));

/** Owns the process and its folder. */
export class ServerProcess implements AsyncDisposable {
  readonly dataDir: string;
  readonly http: HttpClient;
  #child: ChildProcess;
  #url = "";
  #log = "";

  readonly #variables: Readonly<Record<string, string>>;

  private constructor(dataDir: string, variables: Readonly<Record<string, string>>) {
    this.dataDir = dataDir;
    this.#variables = variables;
    this.#child = this.#spawn("0");
    this.http = new HttpClient({ baseUrl: "", fetch: (path, init) => fetch(this.#url + path, init) });
  }

  /** `dataDir`: a folder to go on with, which is then its own. `variables`: more of its environment. */
  static async start(dataDir?: string, variables: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
    const server = new ServerProcess(dataDir ?? (await mkdtemp(join(tmpdir(), "nightlatch-process-"))), variables);
    await server.#listening();
    return server;
  }

  get url(): string {
    return this.#url;
  }

  /** What it wrote to standard error, over all its lives. */
  get log(): string {
    return this.#log;
  }

  /** No chance to clean up. Resolves when it is dead. */
  kill(): Promise<Ending> {
    return this.signal("SIGKILL");
  }

  async signal(name: NodeJS.Signals): Promise<Ending> {
    const child = this.#child;
    const exit = once(child, "exit");
    child.kill(name);
    await exit;
    return { code: child.exitCode, signal: child.signalCode };
  }

  /** At the same address, with what it had stored. */
  async startAgain(): Promise<void> {
    this.#child = this.#spawn(new URL(this.#url).port);
    await this.#listening();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  #spawn(port: string): ChildProcess {
    const child = spawn(process.execPath, [MAIN], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        NIGHTLATCH_DATA: this.dataDir,
        NIGHTLATCH_PORT: port,
        NIGHTLATCH_RESERVE_BYTES: "0",
        NIGHTLATCH_LOG: "debug",
        NIGHTLATCH_ADDRESS_RPM: "100000",
        NIGHTLATCH_DEVICE_RPM: "100000",
        ...this.#variables,
      },
    });
    child.stderr.on("data", (bytes: Buffer) => (this.#log += bytes.toString()));
    return child;
  }

  async #listening(): Promise<void> {
    const { stdout } = this.#child;
    if (stdout === null) throw new Error("a child without pipes");
    for await (const line of createInterface({ input: stdout })) {
      this.#url = (JSON.parse(line) as { listening: string }).listening;
      return;
    }
    throw new Error(`the server ended before it listened: ${this.#log}`);
  }
}
