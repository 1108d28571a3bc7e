// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file As much of `fetch` as the API client uses, on Node's own HTTP. The built-in one copies each megabyte of an
 * upload several times and runs it through web streams: on a hub that is more work than recording.
 */
import { once } from "node:events";
import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { invariant } from "@nightlatch/errors";

const AGENT_OPTIONS = { keepAlive: true, maxSockets: 8 };
const httpAgent = new HttpAgent(AGENT_OPTIONS);
/** Verifies the server's certificate, as Node does unless told otherwise. */
const httpsAgent = new HttpsAgent(AGENT_OPTIONS);
/** The API's largest answer is a part; more than that is not our server. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** Rejects when there is no whole answer, as `fetch` does. Does not follow redirects: the API has none. */
export async function fetchByNode(url: string, init: RequestInit): Promise<Response> {
  const { method = "GET", headers, body = null, signal } = init;
  invariant(body === null || typeof body === "string" || body instanceof Uint8Array, "a body is text or bytes");
  const isTls = url.startsWith("https:");
  const request = (isTls ? requestHttps : requestHttp)(url, {
    method,
    agent: isTls ? httpsAgent : httpAgent,
    headers: { ...(headers as Record<string, string>), "content-length": body === null ? 0 : Buffer.byteLength(body) },
    ...(signal ? { signal } : {}),
  });
  // A connection that breaks after the head of the answer shows while the rest is read.
  request.on("error", () => undefined);
  request.end(body);
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  const bytes = await readAnswer(answer);
  const status = answer.statusCode ?? 0;
  return new Response(bytes.length === 0 ? null : bytes, { status });
}

async function readAnswer(answer: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error("an answer larger than any of the API");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
