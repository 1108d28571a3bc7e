// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The second lock: in an isomorphic package, what only Node or only a page has is a type error. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const FORBIDDEN = {
  "node-module": `import { readFileSync } from "node:fs"; export const x = readFileSync;`,
  buffer: `export const x = Buffer.from("a");`,
  process: "export const x = process.env;",
  document: "export const x = document.title;",
  "local-storage": "export const x = localStorage;",
  subtle: "export const x = crypto.subtle;",
  randomness: "export const x = crypto.getRandomValues(new Uint8Array(1));",
  enum: "export enum A { B }",
};
const ALLOWED = { text: "export const x = new TextEncoder().encode(new URL(`https://a.test`).host);" };

let folder: string;
let accused: ReadonlySet<string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nightlatch-types-"));
  for (const [name, code] of Object.entries({ ...FORBIDDEN, ...ALLOWED }))
    writeFileSync(join(folder, `${name}.ts`), code);
  const config = { extends: join(ROOT, "tsconfig/isomorphic.json"), include: ["*.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const lines = typeErrors().matchAll(/^([a-z-]+)\.ts\(\d+,\d+\): error/gm);
  accused = new Set(Array.from(lines, ([, name = ""]) => name));
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("an isomorphic package", () => {
  it.each(Object.keys(FORBIDDEN))("does not compile with %s", (name) => {
    expect(accused).toContain(name);
  });

  it.each(Object.keys(ALLOWED))("compiles with %s, which both runtimes have", (name) => {
    expect(accused).not.toContain(name);
  });
});

function typeErrors(): string {
  try {
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
    return execFileSync(execPath, [compiler, "-p", folder, "--pretty", "false"], { cwd: folder, encoding: "utf8" });
  } catch (error) {
    // The compiler exits non-zero when it finds errors, and prints them; anything else has no output.
    if (error instanceof Error && "stdout" in error && typeof error.stdout === "string") return error.stdout;
    throw error;
  }
}
