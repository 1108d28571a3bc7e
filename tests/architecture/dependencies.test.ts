// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file docs/dependencies.md lists what the package.json files ask for: no more, no less, in the same version. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const ROOT_HEADING = "The root: tools";
/** Its package.json has no licence field; docs/dependencies.md says which licence its LICENSE file holds. */
const UNDECLARED = new Set(["node_modules/@shinyoshiaki/jspack"]);
const document = readFileSync(join(ROOT, "docs/dependencies.md"), "utf8");

type Dependencies = Readonly<Record<string, string>>;
type PackageFile = Readonly<Partial<Record<"dependencies" | "devDependencies" | "optionalDependencies", Dependencies>>>;
type Row = Readonly<{ name: string; version: string; licence: string; reason: string }>;

const workspaces = globSync(["package.json", "{apps,packages}/*/package.json"], { cwd: ROOT }).map((path) => ({
  room: dirname(path) === "." ? ROOT_HEADING : dirname(path),
  folder: dirname(path),
  wanted: wantedBy(path),
}));

describe.each(workspaces)("dependencies of $room", ({ room, folder, wanted }) => {
  const rows = rowsUnder(room);

  it("are all listed, in the version that is installed, and nothing else is", () => {
    expect(Object.fromEntries(rows.map(({ name, version }) => [name, version]))).toEqual(wanted);
  });

  it("are each listed once, with a reason", () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    expect(rows.filter(({ reason }) => reason.length < 4)).toEqual([]);
  });

  it("are pinned to an exact version", () => {
    expect(Object.values(wanted).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it("carry the licence that the package itself names", () => {
    for (const { name, licence } of rows) {
      const declared = declaredLicence(folder, name);
      if (declared !== undefined) expect(licence.split(";")[0], name).toBe(declared);
    }
  });
});

describe("the whole tree", () => {
  it("carries only licences that fit ours", () => {
    const fitting = new Set(document.split("## Licences that fit")[1]?.match(/[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*/g));
    const { packages } = readJson("package-lock.json") as {
      packages: Record<string, { license?: string; link?: true }>;
    };
    const strangers = Object.entries(packages).filter(
      ([path, { license, link }]) => link !== true && !UNDECLARED.has(path) && !fits(license, fitting),
    );
    expect(strangers.map(([path, { license }]) => `${path}: ${license ?? "none"}`)).toEqual([]);
  });
});

function wantedBy(path: string): Dependencies {
  const { dependencies, devDependencies, optionalDependencies } = readJson(path) as PackageFile;
  const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  return Object.fromEntries(all.filter(([name]) => !name.startsWith("@nightlatch/")));
}

/** One of several licences to choose from is enough. */
function fits(license: string | undefined, fitting: ReadonlySet<string>): boolean {
  const choices = (license ?? "none").replace(/[()]/g, "").split(" OR ");
  return choices.some((choice) => choice.split(" AND ").every((one) => fitting.has(one)));
}

function rowsUnder(heading: string): readonly Row[] {
  const section = document.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const tableLines = section.split("\n").filter((line) => line.startsWith("| ") && !/^\| (package|---)/.test(line));
  return tableLines.map((line) => {
    const [name = "", version = "", licence = "", reason = ""] = line.slice(2, -2).split(" | ");
    return { name, version, licence, reason };
  });
}

/** Undefined where the package is not installed: it is made for another processor. */
function declaredLicence(folder: string, name: string): string | undefined {
  const places = [join(folder, "node_modules", name), join("node_modules", name)].map(
    (place) => `${place}/package.json`,
  );
  const found = places.find((place) => existsSync(join(ROOT, place)));
  return found === undefined ? undefined : (readJson(found) as { license?: string }).license;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}
