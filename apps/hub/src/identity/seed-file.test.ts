// SPDX-License-Identifier: AGPL-3.0-or-later
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemRandom } from "@nightlatch/crypto/random";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readOrCreateSeed } from "./seed-file.ts";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-seed-"));
  path = join(folder, "device.seed");
});
afterEach(() => rm(folder, { recursive: true }));

describe("the hub's seed file", () => {
  it("is made at the first start and read at the next", async () => {
    const seed = await readOrCreateSeed(path, undefined, systemRandom);
    expect(seed).toHaveLength(32);
    expect(await readOrCreateSeed(path, undefined, systemRandom)).toEqual(seed);
  });

  it("is readable by its owner alone, and nothing else is left in the folder", async () => {
    await readOrCreateSeed(path, undefined, systemRandom);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["device.seed"]);
  });

  it("is refused when others may read it", async () => {
    await readOrCreateSeed(path, undefined, systemRandom);
    await chmod(path, 0o644);
    await expect(readOrCreateSeed(path, undefined, systemRandom)).rejects.toMatchObject({ code: "hub.bad_seed_file" });
  });

  it("does not hold the seed itself when there is a passphrase", async () => {
    const seed = await readOrCreateSeed(path, "correct horse", systemRandom);
    expect((await readFile(path)).includes(Buffer.from(seed))).toBe(false);
    expect(await readOrCreateSeed(path, "correct horse", systemRandom)).toEqual(seed);
  });

  it("is sealed in its place when a passphrase is given later", async () => {
    const seed = await readOrCreateSeed(path, undefined, systemRandom);
    expect(await readOrCreateSeed(path, "correct horse", systemRandom)).toEqual(seed);
    expect((await readFile(path)).includes(Buffer.from(seed))).toBe(false);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["device.seed"]);
    expect(await readOrCreateSeed(path, "correct horse", systemRandom)).toEqual(seed);
    await expect(readOrCreateSeed(path, undefined, systemRandom)).rejects.toMatchObject({
      code: "hub.passphrase_needed",
    });
  });

  it("opens under no other passphrase, and not without one", async () => {
    await readOrCreateSeed(path, "correct horse", systemRandom);
    await expect(readOrCreateSeed(path, "battery", systemRandom)).rejects.toMatchObject({
      code: "hub.wrong_passphrase",
    });
    await expect(readOrCreateSeed(path, undefined, systemRandom)).rejects.toMatchObject({
      code: "hub.passphrase_needed",
    });
  });

  it("is not replaced when it is damaged", async () => {
    await writeFile(path, "short", { mode: 0o600 });
    await expect(readOrCreateSeed(path, "x", systemRandom)).rejects.toMatchObject({ code: "hub.wrong_passphrase" });
    expect(await readFile(path, "utf8")).toBe("short");
  });
});
