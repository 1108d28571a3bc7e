// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Runs a program on the project's Node, as if it had been started directly: same terminal, same signals,
 * same exit code.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { Refusal } from "./refusal.mjs";
import { ROOT } from "./root.mjs";

/** Resolves to the exit code: 128 + number where a signal ended the program, as a shell counts. */
export function handOver(node, programAndArguments) {
  const path = `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env.PATH ?? ""}`;
  const child = spawn(node, programAndArguments, { cwd: ROOT, stdio: "inherit", env: { ...process.env, PATH: path } });
  passSignalsOn(child);
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Refusal(`Node could not be started: ${error.message}.`)));
    child.once("exit", (code, signal) => resolve(signal === null ? code : 128 + constants.signals[signal]));
  });
}

/**
 * On Ctrl-C the terminal tells every process of the group, and npm tells us once more. Passing that on would be a
 * second Ctrl-C for the child, which programs take for "stop at once". So SIGINT is passed on only without a terminal.
 */
function passSignalsOn(child) {
  process.on("SIGINT", () => {
    if (!process.stdin.isTTY) child.kill("SIGINT");
  });
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
}
