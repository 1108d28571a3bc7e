// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The real browser of every browser test: Debian's Chromium, or the one that NIGHTLATCH_CHROMIUM names.
 * It never calls home, so a test run stays on loopback.
 */
import { env } from "node:process";

export const chromiumPath = env["NIGHTLATCH_CHROMIUM"] ?? "/usr/bin/chromium";

export const chromiumFlags: readonly string[] = [
  "--headless",
  // Root in a container has no user namespace to build the sandbox from; tests load only our own pages.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
