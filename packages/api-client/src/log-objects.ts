// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The public log's own files, which need no session: policy, tiles (C2SP tlog-tiles). Nothing of them is
 * believed before it was proved; here only their size is bounded.
 */
import { LOG_PREFIX } from "@nightlatch/api-contract";
import { concatBytes } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import type { FetchLike } from "./call-route.ts";

/** A full bundle of 256 leaves has about 55 KiB. */
const MAX_OBJECT_BYTES = 1024 * 1024;

/** @returns undefined where the log has none of that path (below /log/) @throws client.unreachable */
export async function findLogObject(origin: string, fetch: FetchLike, path: string): Promise<Uint8Array | undefined> {
  let response: Response;
  try {
    response = await fetch(`${origin}${LOG_PREFIX}${path}`, { method: "GET" });
  } catch (cause) {
    throw unreachable("no answer", cause);
  }
  if (response.status === 404) return undefined;
  if (!response.ok || response.body === null) throw unreachable(`status ${response.status}`);
  return readBounded(response.body);
}

async function readBounded(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(...chunks);
    sizeBytes += value.length;
    if (sizeBytes > MAX_OBJECT_BYTES) {
      await reader.cancel();
      throw unreachable("an object of the log that is far too large");
    }
    chunks.push(value);
  }
}

function unreachable(message: string, cause?: unknown): NightlatchError {
  return new NightlatchError("client.unreachable", message, {
    ...(cause === undefined ? {} : { cause }),
    advice: "The server's public log can't be read. Check the connection and try again.",
  });
}
