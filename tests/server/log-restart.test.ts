// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The public log over restarts: its name and key stay, and a server whose database, log and key are not of one
 * moment does not start. It would log leaves a second time, and two leaves for one place are proof of a fork.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkpointAt, leavesAt, logOfSize } from "../constellation/log-reader.ts";
import { LoggedHome } from "../constellation/logged-home.ts";
import { startTestServer, type TestServer } from "../constellation/test-server.ts";

let folder: string;
let dataDir: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-log-"));
  dataDir = join(folder, "data");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const start = (over = {}): Promise<TestServer> => startTestServer({ dataDir, ...over });
const refused = (over = {}) => expect(start(over)).rejects;

/** A server that has logged a household, stopped. */
async function usedServer(leafCount = 1): Promise<LoggedHome> {
  const running = await start();
  const home = await LoggedHome.found(running.http, running.server.url, "restart");
  for (let i = 1; i < leafCount; i += 1) await home.cover(home.session);
  await home.untilLogged();
  await running.server.close();
  return home;
}

/** The parts of a backup that lie beside each other. */
async function copyOf(name: string, parts: readonly string[]): Promise<string> {
  const to = join(folder, name);
  const found = (await readdir(dataDir)).filter((entry) => parts.some((part) => entry.startsWith(part)));
  for (const entry of found) await cp(join(dataDir, entry), join(to, entry), { recursive: true });
  return to;
}

async function bringBack(from: string): Promise<void> {
  for (const entry of await readdir(from)) {
    await rm(join(dataDir, entry), { recursive: true, force: true });
    await cp(join(from, entry), join(dataDir, entry), { recursive: true });
  }
}

describe("the log of a server that starts again", () => {
  it("is the same log under the same name, goes on, and logs nothing twice", async () => {
    await usedServer(3);
    const names = new Set<string>();
    for (let i = 0; i < 2; i += 1) {
      await using again = await start();
      names.add((await checkpointAt(again.server.url)).checkpoint.origin);
      expect(await leavesAt(again.server.url)).toHaveLength(3);
    }
    expect(names.size).toBe(1);
    await using again = await start();
    await LoggedHome.found(again.http, again.server.url, "a later home");
    expect(await logOfSize(again.server.url, 4)).toHaveLength(4);
  });

  it("takes its name from the settings at the first start, and from nowhere else later", async () => {
    const first = await start({ logName: "example.org/log" });
    expect((await checkpointAt(first.server.url)).checkpoint.origin).toBe("example.org/log");
    await first.server.close();
    await refused({ logName: "example.org/other" }).toMatchObject({ code: "config.invalid" });
    await using again = await start();
    expect((await checkpointAt(again.server.url)).checkpoint.origin).toBe("example.org/log");
  });

  it.each(["a name", "na+me", "", "\u2003"])("takes no name that a log cannot have: %j", async (logName) => {
    await refused({ logName }).toMatchObject({ code: "config.invalid" });
    expect(await readdir(dataDir)).not.toContain("log.key");
  });

  it("keeps its key to itself, and does not start when others may read it", async () => {
    await usedServer();
    const path = join(dataDir, "log.key");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, "utf8")).toMatch(
      /^PRIVATE\+KEY\+nightlatch\.local\/log-[0-9a-f]{6}\+[0-9a-f]{8}\+\S+\n$/u,
    );
    await chmod(path, 0o640);
    await refused().toMatchObject({ code: "config.data_unusable" });
  });

  it("does not go on without its key, with a damaged one, or with another's", async () => {
    await usedServer();
    const path = join(dataDir, "log.key");
    const key = await readFile(path, "utf8");
    const other = join(folder, "other");
    await (await startTestServer({ dataDir: other })).server.close();
    const damaged = [
      undefined,
      "",
      key.slice(0, -9),
      key.replace("log-", "log_"),
      await readFile(join(other, "log.key"), "utf8"),
    ];
    for (const content of damaged) {
      await rm(path, { force: true });
      if (content !== undefined) await writeFile(path, content, { mode: 0o600 });
      await refused().toMatchObject({ code: "config.log_contradicts" });
    }
    await writeFile(path, key, { mode: 0o600 });
    await (await start()).server.close();
  });

  it("does not go on with a database from before its last leaves", async () => {
    await usedServer();
    const old = await copyOf("old", ["server.sqlite"]);
    const running = await start();
    await LoggedHome.found(running.http, running.server.url, "after the backup");
    await logOfSize(running.server.url, 2);
    await running.server.close();
    const now = await copyOf("now", ["server.sqlite"]);
    await bringBack(old);
    await refused().toMatchObject({ code: "config.log_contradicts" });
    await bringBack(now);
    await (await start()).server.close();
  });

  it("does not go on as an older log, or as none", async () => {
    await usedServer();
    const old = await copyOf("old", ["log"]);
    const running = await start();
    await LoggedHome.found(running.http, running.server.url, "after the backup");
    await logOfSize(running.server.url, 2);
    await running.server.close();
    await bringBack(old);
    await refused().toMatchObject({ code: "config.log_contradicts" });
    await rm(join(dataDir, "log"), { recursive: true });
    await refused().toMatchObject({ code: "config.log_contradicts" });
  });

  it("does not go on over a damaged piece", async () => {
    await usedServer(2);
    await writeFile(join(dataDir, "log", "tile", "entries", "000.p", "2"), "not leaves");
    await refused().toMatchObject({ code: "config.log_contradicts" });
  });

  it("is proved whole by a command, also while the server runs, and named at its first broken piece", async () => {
    await usedServer(2);
    const running = await start();
    expect(await checkLog()).toEqual({ code: 0, told: expect.objectContaining({ isWhole: true, size: 2 }) as unknown });
    await running.server.close();
    const path = join(dataDir, "log", "tile", "0", "000.p", "2");
    const bytes = await readFile(path);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const broken = { isWhole: false, path: expect.stringContaining("tile/0/000.p/2") as unknown };
    expect(await checkLog()).toEqual({ code: 1, told: expect.objectContaining(broken) as unknown });
    await rm(join(dataDir, "log.key"));
    expect(await checkLog()).toEqual({ code: 1, told: undefined });
  });
});

/** Runs the command as an operator does. */
async function checkLog(): Promise<Readonly<{ code: number | null; told: unknown }>> {
  const main = fileURLToPath(new URL("../../apps/server/src/check-log.ts", import.meta.url));
  const child = spawn(process.execPath, [main], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { NIGHTLATCH_DATA: dataDir },
  });
  const [said] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return { code: child.exitCode, told: said === "" ? undefined : (JSON.parse(said) as unknown) };
}
