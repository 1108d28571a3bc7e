// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Builds the household's app when its sources changed since it was built last, by their sizes and times. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError } from "../errors.ts";
import { BUILT_WEB_APP, VITE, WEB_APP, WEB_SOURCES } from "./workspace.ts";

const STAMP = join(WEB_APP, ".cache/built-from.txt");

/** `onStart` is called only when there is something to do. @throws cli.build_failed */
export async function buildWebAppIfStale(onStart: () => void): Promise<void> {
  const lists = await Promise.all(WEB_SOURCES.map(listFiles));
  const sources = lists.flat().sort().join("\n");
  const isBuilt = (await readText(join(BUILT_WEB_APP, "index.html"))) !== undefined;
  if (isBuilt && (await readText(STAMP)) === sources) return;
  onStart();
  await build();
  await mkdir(dirname(STAMP), { recursive: true });
  await writeFile(STAMP, sources);
}

async function listFiles(path: string): Promise<readonly string[]> {
  const facts = await stat(path).catch(undefinedIfMissing);
  if (facts === undefined) return [];
  if (!facts.isDirectory()) return [`${path} ${String(facts.size)} ${String(facts.mtimeMs)}`];
  const names = await readdir(path);
  return (await Promise.all(names.map((name) => listFiles(join(path, name))))).flat();
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(undefinedIfMissing);
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

async function build(): Promise<void> {
  const child = spawn(process.execPath, [VITE, "build", "--logLevel", "error"], {
    cwd: WEB_APP,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (bytes: Buffer) => (complaints += bytes.toString()));
  const [code] = (await once(child, "exit")) as [number | null];
  if (code === 0) return;
  throw new CliError("cli.build_failed", `The app could not be built: ${complaints.trim()}`, {
    advice: 'Run "npm ci" once and start again.',
  });
}
