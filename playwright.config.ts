// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Browser specs in tests/browser, each at desktop and at phone size, against servers that the spec starts. */
import { defineConfig, devices } from "@playwright/test";
import { env } from "node:process";
import { chromiumFlags, chromiumPath } from "./tools/chromium.ts";

const launchOptions = { executablePath: chromiumPath, args: [...chromiumFlags] };

export default defineConfig({
  testDir: "tests/browser",
  outputDir: "test-results",
  // Two video pipelines at once on two cores would measure the machine, not the product.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  forbidOnly: env["CI"] !== undefined,
  reporter: [["list"]],
  use: { launchOptions, screenshot: "only-on-failure", trace: "retain-on-failure" },
  projects: [
    { name: "desktop", use: { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 }, launchOptions } },
    // Long ways through several devices go once; their screens are looked at in both sizes by screens.spec.ts.
    {
      name: "phone",
      testIgnore: ["household.spec.ts", "recovery.spec.ts", "support.spec.ts", "staff-support.spec.ts"],
      use: { ...devices["Pixel 7"], launchOptions },
    },
  ],
});
