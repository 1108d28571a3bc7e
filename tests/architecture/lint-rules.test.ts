// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Proves that the lint rules which carry a promise fire, and that the one door they leave open is open. */
import { ESLint } from "eslint";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
/** Their contents are replaced by the case's code; the path decides which rules and types hold. */
const ORDINARY = "packages/errors/src/invariant.ts";
const CRYPTO = "packages/crypto/src/random.ts";

const eslint = new ESLint({ cwd: ROOT });

describe("lint refuses, in what ships,", () => {
  it.each([
    ["WebCrypto by its name", "export const x = crypto.subtle;", "no-restricted-syntax"],
    ["WebCrypto by a string", `export const x = globalThis.crypto["subtle"];`, "no-restricted-syntax"],
    ["WebCrypto taken apart", "export const { subtle } = globalThis.crypto;", "no-restricted-syntax"],
    ["an import whose path is computed", "export const f = (p: string) => import(p);", "no-restricted-syntax"],
    ["createRequire", `export { createRequire } from "node:module";`, "no-restricted-syntax"],
    ["a built-in module by the back door", `process.getBuiltinModule("crypto");`, "no-restricted-syntax"],
    ["an enum", "export enum Colour { Red }", "no-restricted-syntax"],
    ["a namespace", "export namespace A { export const b = 1; }", "no-restricted-syntax"],
    ["a parameter property", "export class A { constructor(readonly b: number) {} }", "no-restricted-syntax"],
    ["any", "export const x: any = 1;", "@typescript-eslint/no-explicit-any"],
    ["a non-null assertion", "export const f = (a: string | null) => a!;", "@typescript-eslint/no-non-null-assertion"],
    ["a floating promise", "Promise.resolve(1);", "@typescript-eslint/no-floating-promises"],
    ["a thrown string", `export const f = () => { throw "no"; };`, "@typescript-eslint/only-throw-error"],
    ["printing", "console.log(1);", "no-console"],
    ["more than 300 lines", "export {};\n".repeat(301), "max-lines"],
  ])("%s", async (_what, code, rule) => {
    expect(await rulesBrokenBy(code, ORDINARY)).toContain(rule);
  });
});

describe("lint allows", () => {
  it("WebCrypto inside packages/crypto", async () => {
    expect(await rulesBrokenBy("export const x = crypto.subtle;", CRYPTO)).not.toContain("no-restricted-syntax");
  });

  it("an import with a literal path", async () => {
    const code = `export const f = () => import("./nightlatch-error.ts");`;
    expect(await rulesBrokenBy(code, ORDINARY)).not.toContain("no-restricted-syntax");
  });
});

async function rulesBrokenBy(code: string, filePath: string): Promise<readonly (string | null)[]> {
  const results = await eslint.lintText(`// SPDX\n${code}\n`, { filePath: join(ROOT, filePath) });
  return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
}
