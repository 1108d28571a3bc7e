// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The hub's data folder: for the hub's user alone. Its files are closed to others as well; this is the first door. */
import { chmod, mkdir, readdir, stat } from "node:fs/promises";
import { HubError } from "../errors.ts";
import { describeError, type HubLog } from "../observability/logger.ts";

const FOR_OTHERS = 0o077;
const OWN_FILES = /^(?:hub\.sqlite|device\.seed|clips$)/u;

/**
 * Makes the folder, or closes one that others may enter.
 * @throws hub.data_unreadable when it belongs to something else: closing that would break it
 */
export async function openDataFolder(path: string, log: HubLog): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  // Windows keeps no such bits: there the rights of the user's profile protect the folder.
  if (process.platform === "win32") return;
  const { mode } = await stat(path);
  if ((mode & FOR_OTHERS) === 0) return;
  const names = await readdir(path);
  if (names.length > 0 && !names.some((name) => OWN_FILES.test(name))) {
    throw new HubError("hub.data_unreadable", "the data folder is open to others and holds other things", {
      advice: "Give the hub a folder of its own with --data.",
    });
  }
  try {
    await chmod(path, 0o700);
  } catch (error) {
    // Some volumes belong to another user; the files inside are closed all the same.
    log.warn({ error: describeError(error) }, "other users of this machine may list the hub's data folder");
  }
}
