// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a server says of its operator: the lane's key, the items with their leaves, the public count. Nothing of it
 * is believed here. Undefined stands for "there is none", whether that is true or not.
 */
import { ClientError, type HttpClient } from "@nightlatch/api-client";
import type { CallOutput, ROUTES } from "@nightlatch/api-contract";
import { decodeBase64url } from "@nightlatch/bytes";
import { setTimeout } from "node:timers/promises";

export type ServedItem = Readonly<{ item: Uint8Array; leaf: Uint8Array }>;
export type ServedCount = CallOutput<(typeof ROUTES)["readAccessCount"]>;
export type ServedOperator = Readonly<{
  laneKey: Uint8Array;
  items: readonly ServedItem[];
  count: ServedCount | undefined;
}>;

/** An item comes into the log a moment before the server counts it. */
const COUNTED_WITHIN_MS = 1000;
/** Items that may come in while an audit runs; whoever claims more is not read on and on. */
const MAX_NEWER_ITEMS = 1000;

/** `slots`: leaves of the lane in the audited log, of whichever key. @throws client.* | rate.limited */
export async function readServedOperator(
  http: HttpClient,
  slotsOf: (laneKey: Uint8Array) => Promise<number>,
): Promise<ServedOperator | undefined> {
  const named = await unlessAbsent(() => http.call("readOperator", {}));
  if (named === undefined) return undefined;
  const laneKey = decodeBase64url(named.laneKey);
  const slots = await slotsOf(laneKey);
  const first = await readOnce(http, laneKey, slots);
  const isWhole = first.items.length >= slots && first.count !== undefined && first.count.size >= slots;
  if (isWhole) return first;
  await setTimeout(COUNTED_WITHIN_MS);
  return readOnce(http, laneKey, slots);
}

/** The count first: an honest server has by then shown every item that it counted. */
async function readOnce(http: HttpClient, laneKey: Uint8Array, slots: number): Promise<ServedOperator> {
  const count = await unlessAbsent(() => http.call("readAccessCount", {}));
  const wanted = Math.max(slots, Math.min(count?.size ?? 0, slots + MAX_NEWER_ITEMS));
  return { laneKey, items: await readItems(http, wanted), count };
}

/** In order from 0; fewer than wanted when the server shows no more. */
async function readItems(http: HttpClient, wanted: number): Promise<readonly ServedItem[]> {
  const served: ServedItem[] = [];
  while (served.length < wanted) {
    const query = { from: served.length };
    const page = await unlessAbsent(() => http.call("readOperatorItems", { query }));
    if (page === undefined || page.items.length === 0) break;
    served.push(...page.items.map((item, i) => itemOf(item, page.leaves[i])));
  }
  return served.slice(0, wanted);
}

/** A leaf that is left out is none that the log holds. */
function itemOf(item: string, leaf = ""): ServedItem {
  try {
    return { item: decodeBase64url(item), leaf: decodeBase64url(leaf) };
  } catch (cause) {
    throw new ClientError("client.bad_answer", "an item of the operator is no base64url", {
      cause,
      advice: "The server speaks another version. Update both.",
    });
  }
}

async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ClientError && error.status === 404) return undefined;
    throw error;
  }
}
