// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The household's page as the server hands it out: what is cached, and what a script in it may reach. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumFlags, chromiumPath } from "../../tools/chromium.ts";
import { startTestServer, type TestServer } from "../constellation/test-server.ts";

let webRoot: string;
let running: TestServer;
let browser: Browser;
/** Anywhere else: a server of somebody's. */
let elsewhere: Server;
const askedElsewhere: string[] = [];

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), "nightlatch-page-"));
  await mkdir(join(webRoot, "assets"));
  await writeFile(join(webRoot, "index.html"), "<!doctype html><title>page</title><body>the page</body>");
  await writeFile(join(webRoot, "assets", "app-abc123.js"), "export {};");
  running = await startTestServer({ webRoot });
  elsewhere = createServer((request, response) => {
    askedElsewhere.push(request.url ?? "");
    response.end();
  });
  elsewhere.on("upgrade", (request, socket) => {
    askedElsewhere.push(request.url ?? "");
    socket.destroy();
  });
  elsewhere.listen(0, "127.0.0.1");
  await once(elsewhere, "listening");
  browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
}, 60_000);

afterAll(async () => {
  await browser.close();
  elsewhere.close();
  await running[Symbol.asyncDispose]();
  await rm(webRoot, { recursive: true });
});

describe("the page", () => {
  it("is always fresh, its hashed files are kept for a year", async () => {
    const cacheOf = async (path: string) => (await fetch(running.server.url + path)).headers.get("cache-control");
    expect(await cacheOf("/")).toBe("no-cache");
    expect(await cacheOf("/index.html")).toBe("no-cache");
    expect(await cacheOf("/assets/app-abc123.js")).toBe("public, max-age=31536000, immutable");
  });

  it("stands behind every address that a person may open, and behind none of the API's", async () => {
    const open = (path: string, accept: string) => fetch(running.server.url + path, { headers: { accept } });
    expect(await (await open("/cameras/some-camera", "text/html")).text()).toContain("the page");
    for (const [path, accept] of [
      ["/v1/nothing", "text/html"],
      ["/assets/gone.js", "*/*"],
      ["/%2e%2e/server.sqlite", "*/*"],
      ["/..%2fserver.sqlite", "*/*"],
    ] as const) {
      const answer = await open(path, accept);
      expect(answer.status, path).toBe(404);
      expect(await answer.json()).toMatchObject({ error: { code: "route.unknown" } });
    }
  });

  it("may speak to its own server, by fetch and by socket, and to nobody else", async () => {
    const page = await browser.newPage();
    await page.goto(running.server.url);
    const { port } = elsewhere.address() as AddressInfo;
    const reached = await page.evaluate(
      async ([own, other]) => {
        const bySocket = (url: string) =>
          new Promise<boolean>((resolve) => {
            const socket = new WebSocket(url);
            socket.onopen = () => resolve(true);
            socket.onerror = () => resolve(false);
          });
        const byFetch = (url: string) =>
          fetch(url, { mode: "no-cors" }).then(
            () => true,
            () => false,
          );
        return {
          ownSocket: await bySocket(`ws://${own}/v1/live/viewer`),
          otherSocket: await bySocket(`ws://${other}/stolen`),
          ownFetch: await byFetch(`http://${own}/health`),
          otherFetch: await byFetch(`http://${other}/stolen`),
        };
      },
      [new URL(running.server.url).host, `127.0.0.1:${String(port)}`] as const,
    );
    expect(reached).toEqual({ ownSocket: true, otherSocket: false, ownFetch: true, otherFetch: false });
    expect(askedElsewhere).toEqual([]);
    // The other server would have answered.
    await fetch(`http://127.0.0.1:${String(port)}/control`);
    expect(askedElsewhere).toEqual(["/control"]);
    await page.close();
  });
});
