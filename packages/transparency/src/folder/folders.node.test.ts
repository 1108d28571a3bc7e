// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { logStoreContract } from "../contract-tests/log-store.contract.ts";
import { witnessStoreContract } from "../contract-tests/witness-store.contract.ts";
import { EMPTY_TREE } from "../merkle/tree-head.ts";
import { openLogFolder } from "./log-folder.ts";
import { openWitnessFolder } from "./witness-folder.ts";

logStoreContract("a folder", async () => {
  const scratch = await scratchFolder();
  const path = join(scratch.path, "deep/log");
  const store = await openLogFolder(path, { create: true });
  return { store, reopen: () => openLogFolder(path, { create: false }), [Symbol.asyncDispose]: scratch.remove };
});

witnessStoreContract("a folder", async () => {
  const scratch = await scratchFolder();
  const path = join(scratch.path, "deep/witness");
  const store = await openWitnessFolder(path);
  return { store, reopen: () => openWitnessFolder(path), [Symbol.asyncDispose]: scratch.remove };
});

describe("a log folder", () => {
  it("is not made by accident", async () => {
    await using scratch = await disposableFolder();
    const path = join(scratch.path, "log");
    await expect(openLogFolder(path, { create: false })).rejects.toMatchObject({ code: "transparency.no_such_log" });
    expect(await readdir(scratch.path)).toEqual([]);
  });

  it("is made once, however many make it at the same time", async () => {
    await using scratch = await disposableFolder();
    const path = join(scratch.path, "log");
    const stores = await Promise.all(Array.from({ length: 8 }, () => openLogFolder(path, { create: true })));
    const swapped = await Promise.all(stores.map((store) => store.swapHead(EMPTY_TREE, { ...EMPTY_TREE, size: 1 })));
    expect(swapped.filter(Boolean)).toHaveLength(1);
    expect(await readdir(scratch.path)).toEqual(["log"]);
  });

  it("is not put over a folder that holds something else", async () => {
    await using scratch = await disposableFolder();
    await writeFile(join(scratch.path, "letters.txt"), "dear");
    await expect(openLogFolder(scratch.path, { create: true })).rejects.toMatchObject({
      code: "transparency.no_such_log",
    });
    expect(await readdir(scratch.path)).toEqual(["letters.txt"]);
  });

  it.each([
    ["no head", []],
    ["two heads", ["0-" + "0".repeat(64), "1-" + "0".repeat(64)]],
    ["a head of another name", ["head"]],
    ["a head with a short root", ["1-00"]],
  ])("refuses %s", async (_, names) => {
    await using scratch = await disposableFolder();
    const path = join(scratch.path, "log");
    const store = await openLogFolder(path, { create: true });
    await rm(join(path, "head"), { recursive: true });
    await mkdir(join(path, "head"));
    for (const name of names) await writeFile(join(path, "head", name), "");
    await expect(store.readHead()).rejects.toMatchObject({ code: "transparency.store_contradicts" });
  });

  it("leaves nothing beside what it keeps", async () => {
    await using scratch = await disposableFolder();
    const path = join(scratch.path, "log");
    const store = await openLogFolder(path, { create: true });
    const object = { path: "tile/0/000", bytes: Uint8Array.of(1) };
    await Promise.all([store.put([object]), store.put([object]), store.put([{ ...object, bytes: Uint8Array.of(2) }])]);
    for (const size of [1, 2, 3]) await store.publish(size, Uint8Array.of(size));
    expect(await readdir(join(path, "scratch"))).toEqual([]);
    expect(await readdir(join(path, "published"))).toHaveLength(1);
  });
});

describe("a witness folder", () => {
  it("refuses a head that it cannot have written", async () => {
    await using scratch = await disposableFolder();
    const store = await openWitnessFolder(scratch.path);
    await store.swapHead("log", undefined, { ...EMPTY_TREE, timeSeconds: 1 });
    const [folder = ""] = await readdir(scratch.path);
    for (const name of await readdir(join(scratch.path, folder))) await rm(join(scratch.path, folder, name));
    await expect(store.readHead("log")).rejects.toMatchObject({ code: "transparency.store_contradicts" });
    await writeFile(join(scratch.path, folder, "0-00-1"), "");
    await expect(store.readHead("log")).rejects.toMatchObject({ code: "transparency.store_contradicts" });
  });
});

type Scratch = Readonly<{ path: string; remove: () => Promise<void> }>;

async function scratchFolder(): Promise<Scratch> {
  const path = await mkdtemp(join(tmpdir(), "nightlatch-log-"));
  return { path, remove: () => rm(path, { recursive: true }) };
}

async function disposableFolder(): Promise<Scratch & AsyncDisposable> {
  const scratch = await scratchFolder();
  return { ...scratch, [Symbol.asyncDispose]: scratch.remove };
}
