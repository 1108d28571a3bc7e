// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Tells the service worker which files the build made, and a version that any change of any file changes:
 * then the service worker's own bytes differ, and browsers install the new one.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Stands in the source of the service worker for the JSON list. */
const PLACEHOLDER = "__BUILT_FILES__";

type BuiltFile = Readonly<{ path: string; hash: string }>;

export function serviceWorkerFiles(serviceWorkerName: string): Plugin {
  let publicDir = "";
  return {
    name: "nightlatch-service-worker-files",
    apply: "build",
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      // Vite adds index.html in its own generateBundle.
      order: "post",
      handler(_options, bundle) {
        const worker = bundle[serviceWorkerName];
        if (worker?.type !== "chunk" || !worker.code.includes(PLACEHOLDER)) {
          this.error(`${serviceWorkerName} has no ${PLACEHOLDER}`);
        }
        const built = Object.values(bundle)
          .filter((output) => output.fileName !== serviceWorkerName)
          .map((output) => fileOf(output.fileName, output.type === "chunk" ? output.code : output.source));
        const plain = readdirSync(publicDir, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .map((path) => fileOf(path.slice(publicDir.length + 1), readFileSync(path)));
        const files = [...built, ...plain].sort((a, b) => (a.path < b.path ? -1 : 1));
        const version = shortHash(JSON.stringify(files));
        worker.code = worker.code.replaceAll(PLACEHOLDER, JSON.stringify({ version, paths: files.map(pathOf) }));
      },
    },
  };
}

function fileOf(name: string, content: string | Uint8Array): BuiltFile {
  // The page itself is served at every route.
  return { path: name === "index.html" ? "/" : `/${name}`, hash: shortHash(content) };
}

function pathOf({ path }: BuiltFile): string {
  return path;
}

function shortHash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 16);
}
