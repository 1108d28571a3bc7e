// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where the parts lie that are started. They are never imported: each runs in its own process. */
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../../..");

export const PROGRAMS = {
  server: join(ROOT, "apps/server/src/main.ts"),
  hub: join(ROOT, "apps/hub/src/main.ts"),
  "demo camera": join(ROOT, "apps/demo-camera/src/main.ts"),
} as const;

export const AUDITOR = join(ROOT, "apps/auditor/src/main.ts");
export const FOUND_OPERATOR = join(ROOT, "apps/server/src/found-operator.ts");

export const WEB_APP = join(ROOT, "apps/household-web");
export const BUILT_WEB_APP = join(WEB_APP, "dist");
/** What the built app is made of. */
export const WEB_SOURCES = [
  ...["src", "public", "build", "index.html", "vite.config.ts", "package.json"].map((name) => join(WEB_APP, name)),
  ...["errors", "bytes", "crypto", "protocol", "media", "api-contract", "api-client"].map((name) =>
    join(ROOT, "packages", name, "src"),
  ),
  join(ROOT, "package-lock.json"),
];
export const VITE = join(ROOT, "node_modules/vite/bin/vite.js");
