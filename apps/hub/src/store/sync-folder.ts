// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A new or renamed file is only there after a power cut when its folder is on the disk as well. */
import { open } from "node:fs/promises";

export async function syncFolder(path: string): Promise<void> {
  // Windows has no handle for a folder; NTFS journals the entry by itself.
  if (process.platform === "win32") return;
  await using folder = await open(path, "r");
  await folder.sync();
}
