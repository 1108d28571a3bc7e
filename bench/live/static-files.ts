// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Serves a handful of files to a browser on this machine. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";

export type StaticFiles = AsyncDisposable & Readonly<{ origin: string }>;

export async function serveFiles(dir: string): Promise<StaticFiles> {
  const server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? "/", "http://files").pathname) || "index.html";
    readFile(join(dir, name)).then(
      (bytes) => {
        response.setHeader("content-type", name.endsWith(".js") ? "text/javascript" : "text/html");
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${String(port)}`, [Symbol.asyncDispose]: close };
}
