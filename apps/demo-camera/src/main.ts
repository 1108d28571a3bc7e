#!/usr/bin/env node
// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Entry: checks Node before anything that needs it is loaded. */

const [major = 0] = process.versions.node.split(".").map(Number);
if (major >= 24) {
  const { serveScene } = await import("./serve-scene.ts");
  process.exitCode = await serveScene(process.argv.slice(2));
} else {
  process.stderr.write(
    `The demo camera needs Node 24 or later; this is ${process.versions.node}. Start it by "npm run", which brings its own.\n`,
  );
  process.exitCode = 1;
}

// Makes this file a module, which top-level await needs.
export {};
