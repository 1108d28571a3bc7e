// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Builds the household's app when there is none, or when what it is made of has changed. */
import { NightlatchError } from "@nightlatch/errors";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PROJECT_ROOT, WEB_APP_DIR, WEB_ROOT } from "./places.ts";

/** All that can change the built files. Tests beside the sources only make it build once too often. */
const SOURCES = [
  "package-lock.json",
  "apps/household-web/{index.html,package.json,vite.config.ts}",
  "apps/household-web/{src,build,public}/**/*",
  "packages/*/{package.json,src/**/*.ts}",
];

/** @throws cli.build_failed with the builder's own words */
export async function buildWebApp(say: (text: string) => void): Promise<void> {
  const stampPath = join(PROJECT_ROOT, "node_modules", ".cache", "household-web.stamp");
  const wanted = fingerprint();
  if (wanted === storedStamp(stampPath)) return;
  say("Building the app (a few seconds) …");
  await runVite();
  mkdirSync(dirname(stampPath), { recursive: true });
  writeFileSync(stampPath, wanted);
}

function fingerprint(): string {
  const hash = createHash("sha256");
  const files = globSync(SOURCES, { cwd: PROJECT_ROOT, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(path.slice(PROJECT_ROOT.length)).update("\0").update(readFileSync(path));
  }
  return hash.digest("hex");
}

/** Undefined when nothing was built yet. */
function storedStamp(path: string): string | undefined {
  try {
    readFileSync(join(WEB_ROOT, "index.html"));
    return readFileSync(path, "utf8");
  } catch {
    // Neither a page nor a stamp: both mean "build".
    return undefined;
  }
}

async function runVite(): Promise<void> {
  const vite = fileURLToPath(import.meta.resolve("vite/package.json"));
  const words = [join(dirname(vite), "bin", "vite.js"), "build", "--logLevel", "warn"];
  const child = spawn(process.execPath, words, { cwd: WEB_APP_DIR, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  if (code === 0) return;
  throw new NightlatchError("cli.build_failed", `the app could not be built:\n${output.trim()}\n`, {
    advice: 'Run "npm ci" and start again.',
  });
}
