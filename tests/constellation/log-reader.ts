// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Anyone at the public log's door: reads its policy, checkpoint and tiles over HTTP, and checks every byte. */
import { LOG_CHECKPOINT_PATH, LOG_POLICY_PATH, LOG_PREFIX } from "@nightlatch/api-contract";
import { parsePolicy } from "@nightlatch/transparency/policy";
import { openCheckpoint, openTiles, type SignedCheckpoint, type TileSource } from "@nightlatch/transparency/verify";
import { setTimeout } from "node:timers/promises";

const ASK_EVERY_MS = 50;

export function tilesAt(serverUrl: string): TileSource {
  return {
    read: async (path) => {
      const answer = await fetch(serverUrl + LOG_PREFIX + path);
      return answer.status === 404 ? undefined : new Uint8Array(await answer.arrayBuffer());
    },
  };
}

export async function checkpointAt(serverUrl: string): Promise<SignedCheckpoint> {
  const { logs } = parsePolicy(await (await fetch(serverUrl + LOG_POLICY_PATH)).text());
  const note = await (await fetch(serverUrl + LOG_CHECKPOINT_PATH)).arrayBuffer();
  return openCheckpoint(
    new Uint8Array(note),
    logs.map(({ key }) => key),
  );
}

/** Every leaf of the log, proved. */
export async function leavesAt(serverUrl: string): Promise<readonly Uint8Array[]> {
  const { checkpoint } = await checkpointAt(serverUrl);
  const tiles = await openTiles(checkpoint, tilesAt(serverUrl));
  const leaves: Uint8Array[] = [];
  for await (const bundle of tiles.leaves()) leaves.push(...bundle.leaves);
  return leaves;
}

/** Waits by asking, as a client does: resolves when the log that is shown has so many leaves. */
export async function logOfSize(serverUrl: string, size: number): Promise<readonly Uint8Array[]> {
  for (;;) {
    const { checkpoint } = await checkpointAt(serverUrl);
    if (checkpoint.size >= size) return leavesAt(serverUrl);
    await setTimeout(ASK_EVERY_MS);
  }
}
