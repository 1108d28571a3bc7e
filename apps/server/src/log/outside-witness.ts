// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Asks a witness that stands elsewhere, over HTTP (c2sp.org/tlog-witness): no redirects, bounded time and bytes. */
import { MAX_WITNESS_BYTES } from "@nightlatch/api-contract";
import type { PolicyWitness } from "@nightlatch/transparency/policy";
import { WitnessPeer, type WitnessAnswer } from "./witness-peer.ts";

/** A whole round waits for the slowest of these. */
const WITHIN_MS = 5000;

/** Undefined for a witness of the policy that has no URL: it is asked by somebody else. */
export function outsideWitness({ key, url }: PolicyWitness): WitnessPeer | undefined {
  return url === undefined ? undefined : new WitnessPeer([key], (body) => post(url.replace(/\/$/u, ""), body));
}

async function post(prefix: string, body: Uint8Array): Promise<WitnessAnswer> {
  const answer = await fetch(`${prefix}/add-checkpoint`, {
    method: "POST",
    body: Uint8Array.from(body),
    headers: { "content-type": "application/octet-stream" },
    redirect: "error",
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  return { status: answer.status, body: await boundedBody(answer) };
}

/** The witness is not trusted with our memory. */
async function boundedBody(answer: Response): Promise<Uint8Array> {
  // As Node has it: an asynchronous iterable, which the types of the web do not say.
  const body = answer.body as AsyncIterable<Uint8Array> | null;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_WITNESS_BYTES) throw new Error("a witness answered more than a witness has to say");
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
