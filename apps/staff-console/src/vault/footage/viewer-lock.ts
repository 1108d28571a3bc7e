// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One viewer at a time in this browser: a second tab is told no, instead of showing the same picture twice. */
import { NightlatchError } from "@nightlatch/errors";

const NAME = "nightlatch-staff-viewer";

/** Holds the lock until `whileHeld` settles. @throws viewer.elsewhere */
export async function withViewerLock(locks: LockManager, whileHeld: () => Promise<void>): Promise<void> {
  await locks.request(NAME, { ifAvailable: true }, async (lock) => {
    if (lock !== null) return whileHeld();
    throw new NightlatchError("viewer.elsewhere", "another tab has the viewer", {
      advice: "Something is open in another tab of this browser. Close it there first.",
    });
  });
}
