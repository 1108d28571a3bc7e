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

  it("runs its own files, and no script that somebody slipped into it", async () => {
    await writeFile(join(webRoot, "own.js"), "document.title = 'own file';");
    const tries = {
      inline: "<script>globalThis.slipped = 'inline'</script>",
      handler: `<img src="data:," onerror="globalThis.slipped = 'handler'">`,
      foreign: `<script src="http://127.0.0.1:${String((elsewhere.address() as AddressInfo).port)}/foreign.js"></script>`,
      data: `<script src="data:text/javascript,globalThis.slipped='data'"></script>`,
      frame: `<iframe srcdoc="<script>parent.slipped = 'frame'</script>"></iframe>`,
      base: `<base href="http://127.0.0.1:${String((elsewhere.address() as AddressInfo).port)}/">`,
    };
    const slipped = `<!doctype html><body>${Object.values(tries).join("")}<script src="/own.js"></script></body>`;
    await writeFile(join(webRoot, "slipped.html"), slipped);
    const page = await browser.newPage();
    const before = askedElsewhere.length;
    await page.goto(`${running.server.url}/slipped.html`);
    await page.waitForFunction("document.title === 'own file'");
    expect(await page.evaluate("globalThis.slipped")).toBeUndefined();
    expect(askedElsewhere.slice(before)).toEqual([]);
    await page.close();
  });

  it("makes no code from text, and stands in nobody's frame", async () => {
    const evaluator =
      "for (const [name, run] of Object.entries({ eval: () => eval('1'), Function: () => new Function('return 1')() }))" +
      " { try { run(); document.title += name; } catch { document.title += '!'; } }";
    await writeFile(join(webRoot, "evaluator.js"), evaluator);
    await writeFile(
      join(webRoot, "evaluator.html"),
      '<!doctype html><body><script src="/evaluator.js"></script></body>',
    );
    const page = await browser.newPage();
    await page.goto(`${running.server.url}/evaluator.html`);
    await page.waitForFunction("document.title !== ''");
    expect(await page.title()).toBe("!!");
    await page.close();
    const answer = await fetch(running.server.url);
    expect(answer.headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'/u);
    expect(answer.headers.get("content-security-policy")).not.toMatch(/script-src[^;]*unsafe/u);
  });
});
