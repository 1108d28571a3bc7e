// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch witness` as its operator runs it: a process that is killed, started again, and never contradicts itself. */
import { encodeUtf8 } from "@nightlatch/bytes";
import { ForkableLog } from "@nightlatch/testkit";
import { parsePolicy, requireQuorum } from "@nightlatch/transparency/policy";
import { formatAddCheckpoint } from "@nightlatch/transparency/witness";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import type { ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runAuditor, startAuditor } from "./auditor-process.ts";

type Told = Readonly<{ listening: string; vkeys: readonly string[] }>;

let folder: string;
let log: ForkableLog;
let running: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-witness-"));
  log = new ForkableLog("log.example/witnessed");
  running = [];
});

afterEach(async () => {
  for (const child of running) if (child.exitCode === null && child.signalCode === null) await end(child, "SIGKILL");
  await rm(folder, { recursive: true });
});

const words = (...more: string[]) => {
  return ["witness", "--log", log.signer.vkey, "--data", join(folder, "data"), "--listen", "127.0.0.1:0", ...more];
};

async function start(...more: string[]): Promise<Told & Readonly<{ child: ChildProcess }>> {
  const child = startAuditor(...words(...more));
  running.push(child);
  if (child.stdout === null) throw new Error("a child without pipes");
  for await (const line of createInterface({ input: child.stdout })) return { ...(JSON.parse(line) as Told), child };
  throw new Error("the witness ended before it listened");
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const closed = once(child, "exit");
  child.kill(signal);
  await closed;
  return child.exitCode;
}

/** Grows the log to `size` leaves, and asks for a signature on that. */
async function ask(url: string, of: ForkableLog, oldSize: number, size: number): Promise<Response> {
  while (of.size < size) of.append(encodeUtf8(`leaf ${String(of.size)}`));
  const checkpoint = await of.checkpoint([], size);
  const body = formatAddCheckpoint({ oldSize, proof: of.consistency(oldSize, size), checkpoint });
  return fetch(`${url}/add-checkpoint`, { method: "POST", body: Uint8Array.from(body) });
}

describe("a stand-alone witness", () => {
  it("cosigns a log that grows, by every key that it has", async () => {
    const { listening, vkeys } = await start("--name", "witness.example/one", "--ml-dsa");
    expect(vkeys).toHaveLength(2);
    const answer = await ask(listening, log, 0, 3);
    expect(answer.status).toBe(200);
    const lines = vkeys.map((vkey, i) => `witness w${String(i)} ${vkey}\n`).join("");
    const policy = parsePolicy(log.policy(`${lines}group both all w0 w1\nquorum both\n`));
    const line = new Uint8Array(await answer.arrayBuffer());
    const { cosigned } = requireQuorum(policy, await log.checkpoint([], 3), line);
    expect(cosigned.map(({ name }) => name)).toEqual(["w0", "w1"]);
  });

  it("remembers over a kill what it signed: no smaller log, no other one", async () => {
    const first = await start();
    expect((await ask(first.listening, log, 0, 5)).status).toBe(200);
    await end(first.child, "SIGKILL");
    const second = await start();
    expect(second.vkeys).toEqual(first.vkeys);
    const smaller = await ask(second.listening, log.forkAt(3), 0, 3);
    expect([smaller.status, await smaller.text()]).toEqual([409, "5\n"]);
    const fork = log.forkAt(2);
    for (let i = 0; i < 3; i += 1) fork.append(encodeUtf8(`other ${String(i)}`));
    expect((await ask(second.listening, fork, 5, 5)).status).toBe(409);
    fork.append(encodeUtf8("longer"));
    expect((await ask(second.listening, fork, 5, 6)).status).toBe(422);
    expect((await ask(second.listening, log, 5, 9)).status).toBe(200);
  });

  it("signs one tree of a size, killed at any moment of its answer", async () => {
    const forks = [log, log.forkAt(0)];
    forks[1]?.append(encodeUtf8("another first leaf"));
    const signed = new Set<string>();
    // Each round asks for both trees and kills while the answers are on their way, a little later every time.
    for (let round = 0; round < 5; round += 1) {
      const { listening, child } = await start();
      const answers = forks.map(async (fork, i) => {
        try {
          if ((await ask(listening, fork, 0, 1)).status === 200) signed.add(String(i));
        } catch {
          // Killed before it answered: then nobody holds a signature.
        }
      });
      if (round === 0) await Promise.race(answers);
      await end(child, "SIGKILL");
      await Promise.all(answers);
    }
    const { listening } = await start();
    const statuses = await Promise.all(forks.map(async (fork) => (await ask(listening, fork, 1, 1)).status));
    expect(statuses.sort()).toEqual([200, 409]);
    expect(signed.size).toBeLessThanOrEqual(1);
  });

  it("keeps its key for itself, and does not make another one for a memory that it has", async () => {
    const { child } = await start();
    const key = join(folder, "data", "witness.key");
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    expect(await end(child, "SIGTERM")).toBe(0);
    await rm(key);
    expect((await runAuditor(...words())).complaints).toContain("auditor.key_missing");
    await writeFile(key, "damaged");
    expect((await runAuditor(...words())).code).toBe(1);
  });

  it("keeps its name", async () => {
    const { child } = await start("--name", "witness.example/one");
    await end(child, "SIGTERM");
    expect((await runAuditor(...words("--name", "witness.example/two"))).code).toBe(1);
  });

  it("does not sign for logs that it was not told of, nor answer at other doors", async () => {
    const { listening } = await start();
    expect((await ask(listening, new ForkableLog("log.example/stranger"), 0, 1)).status).toBe(404);
    expect((await fetch(listening)).status).toBe(404);
    expect((await fetch(`${listening}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${listening}/add-checkpoint`, { method: "POST", body: "old x" })).status).toBe(400);
  });

  it.each([
    ["no log", ["--data", "x"]],
    ["no folder", ["--log", new ForkableLog().signer.vkey]],
    ["a key that is none", ["--log", "log.example", "--data", "x"]],
    ["an address that is none", ["--log", new ForkableLog().signer.vkey, "--data", "x", "--listen", "nowhere"]],
    ["a policy that is not there", ["--policy", "/no/such/file", "--data", "x"]],
  ])("does not start with %s", async (_name, more) => {
    expect(await runAuditor("witness", ...more)).toMatchObject({ code: 1, out: "" });
  });
});
