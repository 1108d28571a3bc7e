// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The bootstrap in a small project of its own: what npm installed decides whether it installs again. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { env, execPath } from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nightlatch-bootstrap-"));
  cpSync(import.meta.dirname, join(folder, "tools/bootstrap"), { recursive: true });
  write("apps/cli/src/main.ts", `console.log(JSON.stringify(process.argv.slice(2)));\nprocess.exit(7);`);
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(execPath, join(folder, "node_modules/.bin/node"));
  lock("package-lock.json", "1.0.0");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("npm start", () => {
  it("hands arguments over and gives the program's exit code back", () => {
    lock("node_modules/.package-lock.json", "1.0.0");
    const { status, stdout } = start("--port", "5");
    expect({ status, told: JSON.parse(stdout) as unknown }).toEqual({ status: 7, told: ["up", "--port", "5"] });
  });

  it("asks npm for the packages when none are installed", () => {
    expect(start().stderr).toContain("npm could not install the packages");
  });

  it("asks npm for the packages when package-lock.json names another version", () => {
    lock("node_modules/.package-lock.json", "0.9.0");
    expect(start().stderr).toContain("npm could not install the packages");
  });

  it("does not miss a package that is optional on this platform", () => {
    lock("node_modules/.package-lock.json", "1.0.0");
    lock("package-lock.json", "1.0.0", { "node_modules/for-another-cpu": { version: "1.0.0", optional: true } });
    expect(start().status).toBe(7);
  });

  it("refuses a Node that does not run here, when the system's is too old as well", () => {
    lock("node_modules/.package-lock.json", "1.0.0");
    rmSync(join(folder, "node_modules/.bin/node"));
    symlinkSync("/bin/false", join(folder, "node_modules/.bin/node"));
    // Stands for an old system Node: the version is all that the bootstrap asks for.
    write("old-node.mjs", `Object.defineProperty(process, "versions", { value: { node: "20.20.2" } });`);
    const { status, stderr } = bootstrap(["--import", join(folder, "old-node.mjs")], "start");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^nightlatch: The Node from npm does not run on this machine/);
  });
});

it("names the commands that there are", () => {
  const { status, stderr } = bootstrap([], "strat");
  expect(status).toBe(1);
  expect(stderr).toContain("start, test, verify, bench");
});

function start(...rest: readonly string[]): Readonly<{ status: number | null; stdout: string; stderr: string }> {
  return bootstrap([], "start", ...rest);
}

/** With an npm that always fails: a test must not reach a registry. */
function bootstrap(nodeOptions: readonly string[], ...rest: readonly string[]) {
  write("bin/npm-cli.js", "process.exit(1);");
  const npm = { npm_execpath: join(folder, "bin/npm-cli.js"), npm_node_execpath: execPath };
  const program = join(folder, "tools/bootstrap/main.mjs");
  return spawnSync(execPath, [...nodeOptions, program, ...rest], { encoding: "utf8", env: { ...env, ...npm } });
}

function lock(path: string, version: string, more: Readonly<Record<string, unknown>> = {}): void {
  write(path, JSON.stringify({ packages: { "": {}, "node_modules/some-package": { version }, ...more } }));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
