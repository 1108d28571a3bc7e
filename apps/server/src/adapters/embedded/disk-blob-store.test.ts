// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blobStoreContract } from "../../contract-tests/blob-store.contract.ts";
import { DiskBlobStore } from "./disk-blob-store.ts";

async function openStore(reserveBytes = 0) {
  const parent = await mkdtemp(join(tmpdir(), "nightlatch-blobs-"));
  const dir = join(parent, "blobs");
  const reopen = () => new DiskBlobStore({ dir, reserveBytes });
  const dispose = () => rm(parent, { recursive: true });
  return { store: reopen(), reopen, dir, [Symbol.asyncDispose]: dispose };
}

blobStoreContract("DiskBlobStore", openStore);

describe("DiskBlobStore", () => {
  it.each(["../outside", "lane/../../x", "/etc/passwd", "lane//x", "", "lane/.hidden", "lane/x\0y"])(
    "makes no path of %j",
    async (key) => {
      await using opened = await openStore();
      await expect(opened.store.put(key, Uint8Array.of(1))).rejects.toThrow("not a blob key");
      await expect(opened.store.find(key)).rejects.toThrow("not a blob key");
      await expect(opened.store.removeAll(key)).rejects.toThrow("not a blob key");
    },
  );

  it("leaves nothing but whole objects behind, also after refusals", async () => {
    await using opened = await openStore();
    await opened.store.put("lane/clip/0-aa", Uint8Array.of(1));
    const full = new DiskBlobStore({ dir: opened.dir, reserveBytes: Number.MAX_SAFE_INTEGER });
    await expect(full.put("lane/clip/1-bb", Uint8Array.of(1))).rejects.toMatchObject({ code: "server.storage_full" });
    expect(await readdir(join(opened.dir, "lane/clip"))).toEqual(["0-aa"]);
    expect(await full.isHealthy()).toBe(false);
  });

  it("is unhealthy where it cannot make its folder", async () => {
    await using opened = await openStore();
    await writeFile(opened.dir, "a file in the folder's place");
    expect(await opened.store.isHealthy()).toBe(false);
    await expect(opened.store.put("lane/clip/0-aa", Uint8Array.of(1))).rejects.toMatchObject({ code: "EEXIST" });
  });
});
