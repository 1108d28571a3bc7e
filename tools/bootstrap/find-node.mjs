// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Finds the Node that runs Nightlatch: the pinned one from npm, else the one that runs this file if it is
 * new enough. docs/decisions/0001 says why Node comes from npm.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "./refusal.mjs";
import { ROOT } from "./root.mjs";

const NEEDED_MAJOR = 24;

/** The path of a Node 24 or newer. @throws Refusal where there is none. */
export function findNode() {
  const pinned = join(ROOT, "node_modules/.bin/node");
  if (existsSync(pinned) && majorOf(pinned) >= NEEDED_MAJOR) return pinned;
  if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) return process.execPath;
  const here = `${process.platform} ${process.arch}`;
  throw new Refusal(
    existsSync(pinned)
      ? `The Node from npm does not run on this machine (${here}, perhaps without glibc). Install Node ${NEEDED_MAJOR} yourself.`
      : `npm has Node ${NEEDED_MAJOR} for Linux on x64 and arm64 only; this is ${here}. Install Node ${NEEDED_MAJOR} yourself.`,
  );
}

function majorOf(node) {
  const result = spawnSync(node, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return result.status === 0 ? Number.parseInt(result.stdout.slice(1), 10) : 0;
}
