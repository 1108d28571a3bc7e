#!/usr/bin/env node
// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Entry: checks Node before anything that needs it is loaded. */
const [major = 0] = process.versions.node.split(".").map(Number);
if (major >= 24) {
  const { letGarbageGather } = await import("./heap-limits.ts");
  letGarbageGather();
  const { runHub } = await import("./run-hub.ts");
  process.exitCode = await runHub(process.argv.slice(2), process.env);
} else {
  process.stderr.write(`The hub needs Node 24 or later; this is ${process.versions.node}. Start it by "npm start".\n`);
  process.exitCode = 1;
}

// Makes this file a module, which top-level await needs.
export {};
