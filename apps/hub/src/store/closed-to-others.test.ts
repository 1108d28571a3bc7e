// SPDX-License-Identifier: AGPL-3.0-or-later
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../observability/logger.ts";
import { openDataFolder } from "./data-folder.ts";
import { openDatabase } from "./open-database.ts";

const log = createLog("silent");
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-store-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the hub's index", () => {
  it("is for the hub's user alone, with its journal", async () => {
    const before = process.umask(0);
    try {
      const database = openDatabase(join(folder, "hub.sqlite"));
      database.exec("INSERT INTO facts VALUES ('household', x'00')");
      expect(await rightsOf("hub.sqlite")).toBe(0o600);
      expect(await rightsOf("hub.sqlite-wal")).toBe(0o600);
      database.close();
    } finally {
      process.umask(before);
    }
  });

  it("is closed when an earlier release left it open", async () => {
    openDatabase(join(folder, "hub.sqlite")).close();
    await chmod(join(folder, "hub.sqlite"), 0o644);
    openDatabase(join(folder, "hub.sqlite")).close();
    expect(await rightsOf("hub.sqlite")).toBe(0o600);
  });

  it("is refused with advice where there is no folder", () => {
    expect(() => openDatabase(join(folder, "none", "hub.sqlite"))).toThrow(
      expect.objectContaining({ code: "hub.data_unreadable" }) as Error,
    );
  });
});

describe("the data folder", () => {
  it("is made for the hub's user alone", async () => {
    await openDataFolder(join(folder, "a", "hub"), log);
    expect(await rightsOf("a/hub")).toBe(0o700);
  });

  it.each([
    ["empty", undefined],
    ["the hub's own", "hub.sqlite"],
  ])("is closed to others when it is there and %s", async (_what, name) => {
    await mkdir(join(folder, "hub"));
    if (name !== undefined) await writeFile(join(folder, "hub", name), "");
    await chmod(join(folder, "hub"), 0o755);
    await openDataFolder(join(folder, "hub"), log);
    expect(await rightsOf("hub")).toBe(0o700);
  });

  it("is refused, and left as it is, when it holds other people's things", async () => {
    await mkdir(join(folder, "shared"));
    await writeFile(join(folder, "shared", "letter.txt"), "");
    await chmod(join(folder, "shared"), 0o755);
    await expect(openDataFolder(join(folder, "shared"), log)).rejects.toMatchObject({ code: "hub.data_unreadable" });
    expect(await rightsOf("shared")).toBe(0o755);
  });
});

async function rightsOf(name: string): Promise<number> {
  return (await stat(join(folder, name))).mode & 0o777;
}
