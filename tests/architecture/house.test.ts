// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The house rules of STYLE.md that no lint rule of a parser can see, checked over every file of the project. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const MAX_LINES = 300;
const NOT_OURS = new Set(["node_modules", ".git", ".cache", "dist", "data", "test-results", "playwright-report"]);
const SOURCE = /\.(ts|tsx|js|mjs|cjs|css|py|sh)$/;
const BINARY = /\.(png|jpg|webp|ico|woff2|mp4|h264|h265|bin)$/;
/** Rooms are named by what they hold. */
const NOT_A_NOUN = /(^|\/)(utils?|helpers?|common|core|shared|misc|manager)(\/|\.|$)/;

const files = walk(ROOT);
const sources = files.filter((path) => SOURCE.test(path));

describe("every source file", () => {
  it("is found by this test", () => {
    expect(sources).toContain("tests/architecture/house.test.ts");
    expect(sources).toContain("packages/errors/src/nightlatch-error.ts");
  });

  it("names its licence in the first lines", () => {
    // Split, so that the words here do not pass for a licence line.
    const licence = ["SPDX-License-Identifier:", "AGPL-3.0-or-later"].join(" ");
    expect(sources.filter((path) => !firstLines(path).includes(licence))).toEqual([]);
  });

  it(`has at most ${MAX_LINES} lines`, () => {
    expect(sources.filter((path) => read(path).trimEnd().split("\n").length > MAX_LINES)).toEqual([]);
  });

  it("is named in lower case with hyphens, except a React component", () => {
    expect(
      sources.filter((path) => !/^[a-z0-9.-]+$|^[A-Z][A-Za-z0-9]*\.tsx$/.test(path.split("/").at(-1) ?? "")),
    ).toEqual([]);
  });

  it("lives in a room that is named by what it holds", () => {
    expect(sources.filter((path) => NOT_A_NOUN.test(path))).toEqual([]);
  });

  it("leaves nothing to be done later", () => {
    const mark = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b`);
    expect(sources.filter((path) => mark.test(read(path)))).toEqual([]);
  });
});

describe("no file of the project", () => {
  const texts = files.filter((path) => !BINARY.test(path));

  it("names a folder of somebody's machine", () => {
    const folders = ["work", "root", "home/[a-z]+", "Users/[A-Za-z]+"].join("|");
    // Not behind a word, a dot or a slash: an address may have such a path as well.
    const machinePath = new RegExp(`(?<![\\w./*-])/(${folders})/[\\w.]`);
    expect(texts.filter((path) => machinePath.test(read(path)))).toEqual([]);
  });

  it("names a package registry", () => {
    const registry = new RegExp(["registry\\.(npm" + "js|yarn" + "pkg)", "\\bnpm" + "mirror\\."].join("|"));
    expect(texts.filter((path) => registry.test(read(path)))).toEqual([]);
  });
});

describe("package-lock.json", () => {
  const lock = JSON.parse(read("package-lock.json")) as LockFile;
  const packages = Object.entries(lock.packages);

  it("names no address to download from, so that every machine uses its own registry", () => {
    expect(packages.filter(([, { resolved, link }]) => resolved !== undefined && link !== true)).toEqual([]);
  });

  it("holds the hash of every package from outside", () => {
    const outside = packages.filter(([path, { link }]) => path.includes("node_modules/") && link !== true);
    expect(outside.filter(([, { integrity }]) => integrity?.startsWith("sha512-") !== true)).toEqual([]);
  });
});

describe("every package.json", () => {
  const packageFiles = files.filter((path) => /(^|\/)package\.json$/.test(path));

  it("is private, an ES module, and under our licence", () => {
    for (const path of packageFiles) {
      expect(JSON.parse(read(path)), path).toMatchObject({
        license: "AGPL-3.0-or-later",
        type: "module",
        private: true,
      });
    }
  });

  it("opens no root door on a package that holds keys beside what the server may read", () => {
    for (const room of ["crypto", "protocol"]) {
      const { exports } = JSON.parse(read(`packages/${room}/package.json`)) as { exports: Record<string, unknown> };
      expect(Object.keys(exports).filter((door) => door === "." || door.includes("*"))).toEqual([]);
    }
  });
});

type LockFile = Readonly<{
  packages: Readonly<Record<string, { resolved?: string; link?: true; integrity?: string }>>;
}>;

function walk(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (NOT_OURS.has(entry.name)) return [];
    return entry.isDirectory() ? walk(path) : [relative(ROOT, path)];
  });
}

function firstLines(path: string): string {
  return read(path).split("\n", 2).join("\n");
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}
