// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Loaded into each service before its own code (`node --import`): when `nightlatch up` is gone, however it
 * went, the service stops as if asked to. Nothing is left running unseen.
 */
process.on("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
});
// Waiting for the parent's end is no reason to stay alive.
process.channel?.unref();
