// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Two projects. `node` runs every test on Node. `chromium` runs the tests of the isomorphic packages once more
 * in a real browser, so that what the hub seals and what the browser opens is one tested thing.
 *
 * Names: `x.test.ts` runs wherever its package runs; `x.node.test.ts` on Node alone (files, sockets);
 * `x.browser-test.ts` in Chromium alone (media, IndexedDB).
 */
import { playwright } from "@vitest/browser-playwright";
import { env } from "node:process";
import { defineConfig } from "vitest/config";
import { chromiumFlags, chromiumPath } from "./tools/chromium.ts";

const BOTH_RUNTIMES = "packages/{errors,bytes,crypto,transparency,protocol,media}/src/**/*.test.ts";

export default defineConfig({
  test: {
    // A forgotten `.only` would hide every other test.
    allowOnly: env["CI"] === undefined,
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: ["{packages,apps,tests,tools,bench,vectors}/**/*.test.{ts,tsx}"],
          exclude: ["**/node_modules/**", "**/.cache/**", "**/dist/**"],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        // Found only while a test runs, it would be bundled then, and the page loaded anew under the test.
        optimizeDeps: { include: ["zod"] },
        test: {
          name: "chromium",
          include: [BOTH_RUNTIMES, "{packages,apps}/*/src/**/*.browser-test.{ts,tsx}"],
          exclude: ["**/node_modules/**", "**/*.node.test.ts"],
          testTimeout: 20_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: chromiumPath, args: [...chromiumFlags] } }),
            instances: [{ browser: "chromium" }],
            api: { host: "127.0.0.1" },
          },
        },
      },
    ],
  },
});
