// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file When each hub last wrote into a diary that this browser proved. */
import { decodeManifest, formatId } from "@nightlatch/protocol/wire";
import type { VaultDatabase } from "../store/database.ts";

/** By device id. */
export async function readDiaryTimes(database: VaultDatabase): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const { signed } of await database.getAll("diaryHeads")) {
    const { hub, atMs } = decodeManifest(signed);
    const key = formatId(hub);
    times.set(key, Math.max(atMs, times.get(key) ?? 0));
  }
  return times;
}
