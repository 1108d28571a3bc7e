// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads what the operator has published, and its proof, as bytes. Nothing of it is believed before protocol/log
 * judged it.
 */
import { decodeBase64url } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import type { LogAnswer, ShownItem } from "@nightlatch/protocol/log";
import type { DeviceSession } from "./device-session.ts";
import { logAnswerOf } from "./log-answer.ts";

type Caller = Pick<DeviceSession, "call">;

/** An item of the operator's lane, and the log's answer with which its proof came: follow that first. */
export type AnsweredItem = Readonly<{ answer: LogAnswer; shown: ShownItem }>;

/** All items from a number on, in order. @throws ClientError */
export async function readOperatorItems(session: Caller, from: number): Promise<readonly Uint8Array[]> {
  const items: Uint8Array[] = [];
  for (;;) {
    const page = await session.call("readOperatorItems", { query: { from: from + items.length } });
    items.push(...page.items.map((item) => decodeBase64url(item)));
    if (page.items.length === 0 || from + items.length >= page.size) return items;
  }
}

/**
 * The item at a place of the lane, or the newest, in the checkpoint that the household's hubs signed last.
 * @param from size of the log that this device knows
 * @returns undefined while that checkpoint does not hold it. @throws ClientError
 */
export async function readProvedItem(
  session: Caller,
  { from, slot }: Readonly<{ from: number; slot?: number }>,
): Promise<AnsweredItem | undefined> {
  const query = slot === undefined ? { from } : { from, slot };
  const { leaf, ...log } = await session.call("readOperatorProof", { query });
  if (leaf === undefined) return undefined;
  const { items } = await session.call("readOperatorItems", { query: { from: leaf.slot } });
  const [item] = items;
  if (item === undefined) return undefined;
  const shown = {
    item: decodeBase64url(item),
    leaf: decodeBase64url(leaf.leaf),
    index: leaf.index,
    inclusion: leaf.inclusion.map((hash) => decodeBase64url(hash) as Hash),
  };
  return { answer: logAnswerOf(log), shown };
}
