// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The witness over HTTP: POST /add-checkpoint (c2sp.org/tlog-witness), nothing else. Anyone may send anything:
 * bytes and time of a request are bounded, and a failing disk is never answered by a signature.
 */
import type { Witness } from "@nightlatch/transparency/witness";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Above the largest request that a witness reads: that one is refused by its own answer. */
const MAX_BODY_BYTES = 300 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 256;

export type DoorOptions = Readonly<{ witness: Witness; host: string; port: number }>;

/** Resolves when it listens. `url` is the prefix for a policy's witness line. */
export async function listen({
  witness,
  host,
  port,
}: DoorOptions): Promise<AsyncDisposable & Readonly<{ url: string }>> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS });
  server.maxConnections = MAX_CONNECTIONS;
  server.on("request", (request, response) => {
    answer(witness, request, response).catch((error: unknown) => {
      // The witness's own disk: its operator has to know, the asker gets nothing.
      process.stderr.write(`${String(error)}\n`);
      end(response, 500);
    });
  });
  server.listen(port, host);
  await once(server, "listening");
  const { port: bound } = server.address() as AddressInfo;
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    server.closeIdleConnections();
    await closed;
  };
  const shown = host.includes(":") ? `[${host}]` : host;
  return { url: `http://${shown}:${String(bound)}`, [Symbol.asyncDispose]: close };
}

async function answer(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = request.url !== "/add-checkpoint" ? 404 : request.method !== "POST" ? 405 : undefined;
  const body = refusal === undefined ? await readBounded(request) : undefined;
  if (body === undefined) {
    end(response, refusal ?? 413);
    return;
  }
  const { status, contentType, body: text } = await witness.addCheckpoint(body);
  response.writeHead(status, { "content-type": contentType }).end(text);
}

/** Undefined when it is too large, or broke off. */
async function readBounded(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_BODY_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    // The asker went away in the middle; there is nobody to answer.
    return undefined;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function end(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status, { connection: "close" });
  response.end();
}
