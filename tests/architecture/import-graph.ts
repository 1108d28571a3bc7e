// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A copy of the sources to smuggle imports into, and the judge that reads its import graph. */
import { execFile } from "node:child_process";
import { appendFile, cp, mkdir, mkdtemp, readdir, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execPath } from "node:process";

export const ROOT = join(import.meta.dirname, "../..");

export type Violation = Readonly<{ rule: string; from: string; to: string; via: readonly string[] }>;

export type SourceCopy = AsyncDisposable & {
  append: (path: string, line: string) => Promise<void>;
  violations: () => Promise<readonly Violation[]>;
};

/** Sources, package.json files and rules as they are now; workspaces linked to each other inside the copy. */
export async function copySources(): Promise<SourceCopy> {
  const folder = await mkdtemp(join(tmpdir(), "nightlatch-imports-"));
  for (const name of ["package.json", ".dependency-cruiser.cjs"]) await cp(join(ROOT, name), join(folder, name));
  for (const group of ["apps", "packages"]) {
    await cp(join(ROOT, group), join(folder, group), { recursive: true, filter: isSource });
  }
  await linkModules(folder);
  return {
    append: async (path, line) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await appendFile(join(folder, path), `${line}\n`);
    },
    violations: () => cruise(folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

function isSource(path: string): boolean {
  return !/[\\/](node_modules|\.cache|dist)$|\.(test|browser-test)\.tsx?$/.test(path);
}

/** Everything from npm is shared; our own workspaces are the copies, or the rules would judge the originals. */
async function linkModules(folder: string): Promise<void> {
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "@nightlatch"), { recursive: true });
  for (const name of await readdir(join(ROOT, "node_modules"))) {
    if (name !== "@nightlatch") await symlink(join(ROOT, "node_modules", name), join(modules, name));
  }
  for (const name of await readdir(join(ROOT, "node_modules/@nightlatch"))) {
    const target = await readlink(join(ROOT, "node_modules/@nightlatch", name));
    await symlink(target, join(modules, "@nightlatch", name));
  }
}

function cruise(folder: string): Promise<readonly Violation[]> {
  const program = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const options = { cwd: folder, maxBuffer: 256 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(execPath, [program, "apps", "packages", "--output-type", "json"], options, (_exit, stdout, stderr) => {
      // The exit code counts violations; only a run without JSON is a broken run.
      if (!stdout.startsWith("{")) reject(new Error(`dependency-cruiser did not run: ${stderr}`));
      else resolve(readViolations(JSON.parse(stdout) as CruiseReport));
    });
  });
}

type CruiseReport = Readonly<{
  summary: {
    violations: readonly { rule: { name: string }; from: string; to: string; via?: readonly { name: string }[] }[];
  };
}>;

function readViolations(report: CruiseReport): readonly Violation[] {
  return report.summary.violations.map(({ rule, from, to, via = [] }) => ({
    rule: rule.name,
    from,
    to,
    via: via.map(({ name }) => name),
  }));
}
