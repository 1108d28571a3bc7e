// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch up` as its user runs it: real processes, real ports, and nothing left behind. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../../tests/constellation/free-port.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "nightlatch-up-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  await rm(dataDir, { recursive: true, force: true });
});

/** Runs the command and gathers what it says. */
function run(...words: string[]): { child: ChildProcess; said: () => string; until: (part: string) => Promise<void> } {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      child.emit("said");
    });
  }
  const until = async (part: string) => {
    while (!text.includes(part)) {
      if (child.exitCode !== null) throw new Error(`ended without "${part}":\n${text}`);
      await Promise.race([once(child, "said"), once(child, "close")]);
    }
  };
  return { child, said: () => text, until };
}

describe("nightlatch up", () => {
  it("serves the app, prints one address with the hub's secret, and ends everything on SIGTERM", async () => {
    const { child, said, until } = run("up", "--port", String(await freePort()), "--data", dataDir, "--no-open");
    await until("#hub=");
    const address = /http:\/\/localhost:\d+\/#hub=[\w-]{22}/u.exec(said())?.[0];
    expect(address).toBeDefined();
    const origin = new URL(address ?? "").origin;
    const page = await fetch(origin, { headers: { accept: "text/html" } });
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect(await page.text()).toContain("<script");
    child.kill("SIGTERM");
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(0);
    await expect(fetch(origin)).rejects.toThrow("fetch failed");
  }, 60_000);

  it("says which port is taken and what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { child, said } = run("up", "--port", String(port), "--data", dataDir, "--no-demo");
    const [code] = (await once(child, "close")) as [number];
    other.close();
    expect(code).toBe(1);
    expect(said()).toContain(`Port ${String(port)} is in use`);
    expect(said()).toContain("--port");
  }, 60_000);

  it("starts a part again that died, on the same port", async () => {
    const { child, said, until } = run("up", "--port", String(await freePort()), "--data", dataDir, "--no-open");
    await until("#hub=");
    const origin = /http:\/\/localhost:\d+/u.exec(said())?.[0] ?? "";
    const server = await childOf(child.pid ?? 0, "apps/server/");
    process.kill(server, "SIGKILL");
    await until("The server stopped by itself and is started again.");
    await expect.poll(async () => (await fetch(`${origin}/health`)).status, { timeout: 20_000 }).toBe(200);
    child.kill("SIGTERM");
    await once(child, "close");
  }, 60_000);

  it.each([
    ["an unknown command", ["sideways"], 'There is no command "sideways"'],
    ["an unknown option", ["up", "--sideways"], 'A word behind "up" is not known'],
    ["a port that is none", ["up", "--port", "x"], '"x" is no port'],
    ["a port beyond all ports", ["up", "--port", "70000"], '"70000" is no port'],
  ])("refuses %s and says what to do", async (_name, words, message) => {
    const { child, said } = run(...words);
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(1);
    expect(said()).toContain(message);
  });
});

/** The process id of a direct child whose command line names `part` (Linux). */
async function childOf(parent: number, part: string): Promise<number> {
  const list = await readFile(`/proc/${String(parent)}/task/${String(parent)}/children`, "utf8");
  for (const pid of list.trim().split(" ").map(Number)) {
    if ((await readFile(`/proc/${String(pid)}/cmdline`, "utf8")).includes(part)) return pid;
  }
  throw new Error(`no child ${part}`);
}
