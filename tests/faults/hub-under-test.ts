// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Entry of the hub that tests kill: the hub itself, with a witness that writes down what was acknowledged and
 * ends the process, without a chance to clean up, right after the Nth time a step was taken.
 *
 * Arguments: STEP COUNT ACKNOWLEDGED-FILE, then the hub's own.
 */
import { openSync, writeSync } from "node:fs";
import { runHub } from "../../apps/hub/src/run-hub.ts";

/** Written past the stream, which would lose its last lines with the process. */
const STDOUT = 1;

// A test that was broken off leaves no hub behind.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.channel?.unref();

const [fatalStep = "", countText = "1", acknowledgedPath = "", ...words] = process.argv.slice(2);
const acknowledged = openSync(acknowledgedPath, "a");
let left = Number(countText);

process.exitCode = await runHub(words, process.env, {
  onStep: (step) => {
    writeSync(STDOUT, `${JSON.stringify({ step })}\n`);
    if (step !== fatalStep) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  },
  onDurable: (clip, count) => {
    writeSync(acknowledged, `${clip} ${String(count)}\n`);
  },
});
