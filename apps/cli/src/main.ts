#!/usr/bin/env node
// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Entry: checks Node before anything that needs it is loaded. */

const [major = 0] = process.versions.node.split(".").map(Number);
if (major >= 24) {
  const { runCli } = await import("./run-cli.ts");
  process.exitCode = await runCli(process.argv.slice(2));
} else {
  process.stderr.write(
    `Nightlatch needs Node 24 or later; this is ${process.versions.node}. Start it by "npm start", which brings its own.\n`,
  );
  process.exitCode = 1;
}

// Makes this file a module, which top-level await needs.
export {};
