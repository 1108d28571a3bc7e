// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Installs the npm packages when they are missing or no longer those of package-lock.json.
 * The witness is npm's own record, node_modules/.package-lock.json, which it writes last: a broken-off
 * install has none. So a second start costs a few milliseconds and asks no registry.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Refusal } from "./refusal.mjs";
import { ROOT } from "./root.mjs";

/** @throws Refusal when npm fails. */
export function installPackages() {
  if (isInstalled()) return;
  console.error("nightlatch: installing npm packages (once, about a minute) ...");
  const { program, prefix } = findNpm();
  const result = spawnSync(program, [...prefix, "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: ROOT,
    env: environmentForNpm(),
    // Standard output stays clean for the command that follows: npm's lines go to standard error.
    stdio: ["ignore", 2, 2],
  });
  if (result.error) throw new Refusal(`npm could not be started (${result.error.message}). Install npm 10 or newer.`);
  if (result.status !== 0) throw new Refusal("npm could not install the packages. Its own message stands above.");
  if (!isInstalled()) throw new Refusal("npm ran, yet packages are missing. Delete node_modules and try again.");
}

function isInstalled() {
  const record = join(ROOT, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = readPackages(record);
  return Object.entries(readPackages(join(ROOT, "package-lock.json"))).every(([path, wanted]) => {
    // "" is the project itself; an optional package may be made for another platform.
    if (path === "" || (wanted.optional && installed[path] === undefined)) return true;
    const found = installed[path];
    return found !== undefined && found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function readPackages(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

/** The npm that started us, on the Node that it started with; else the first npm on the PATH. */
function findNpm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  // node_modules/.bin/node is about to be deleted by npm itself.
  if (script && node && existsSync(script) && !node.startsWith(ROOT)) return { program: node, prefix: [script] };
  return { program: "npm", prefix: [] };
}

function environmentForNpm() {
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(ROOT));
  return { ...process.env, PATH: path.join(delimiter) };
}
