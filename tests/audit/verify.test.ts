// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch verify FILE` as somebody runs it who was given a file. */
import { encodeUtf8 } from "@nightlatch/bytes";
import { makeExport } from "@nightlatch/protocol/export";
import { formatId } from "@nightlatch/protocol/wire";
import { exportableClip, ForkableLog, testHousehold } from "@nightlatch/testkit";
import { formatTlogProof } from "@nightlatch/transparency/verify";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAuditor } from "./auditor-process.ts";

let folder: string;
const home = await testHousehold("verified");
const { all, ...parts } = await exportableClip(home, 12);
const exported = makeExport({ ...parts, first: 3, fragments: all.slice(3, 8) });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-verify-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function verify(bytes: Uint8Array, ...words: readonly string[]) {
  const path = join(folder, "file");
  await writeFile(path, bytes);
  return runAuditor("verify", path, ...words);
}

describe("an exported video", () => {
  it("is told by hub, time and cut, and whose it has to be", async () => {
    const { code, out } = await verify(exported, "--household", formatId(home.state.lane));
    expect(code).toBe(0);
    expect(out).toContain(`Fragments 3 to 7`);
    expect(out).toContain(`hub ${formatId(home.hub.id)}`);
    expect(out).toContain("cut at its start and its end");
  });

  it("is another household's for who expects another one", async () => {
    expect((await verify(exported, "--household", formatId(home.hub.id))).code).toBe(2);
  });

  it.each([0, 40, -5, -40])("does not hold with its byte %d changed", async (at) => {
    const changed = Uint8Array.from(exported);
    const index = at < 0 ? changed.length + at : at;
    changed[index] = (changed[index] ?? 0) ^ 1;
    const { code } = await verify(changed);
    expect(code === 1 || code === 2).toBe(true);
  });
});

describe("a .tlog-proof file", () => {
  it("holds by a policy that believes its log, and by no other", async () => {
    const log = new ForkableLog("log.example/proofs");
    const leaf = encodeUtf8("a leaf");
    const index = log.append(leaf);
    const checkpoint = await log.checkpoint();
    const proof = formatTlogProof({ extra: leaf, index, hashes: log.inclusion(index), checkpoint });
    const policy = join(folder, "policy");
    await writeFile(policy, log.policy());
    expect((await verify(proof, "--policy", policy)).code).toBe(0);
    expect((await verify(proof)).code).toBe(1);
    await writeFile(policy, new ForkableLog("log.example/others").policy());
    const { code, out } = await verify(proof, "--policy", policy, "--json");
    expect([code, JSON.parse(out)]).toMatchObject([2, { holds: false, facts: ["transparency.wrong_log"] }]);
  });
});

describe("any other file", () => {
  it.each([
    ["empty", ""],
    ["text", "hello"],
    ["a video without a proof", "\0\0\0\x10ftypisom\0\0\0\0"],
  ])("that is %s is none that can be judged", async (_name, content) => {
    expect(await verify(encodeUtf8(content))).toMatchObject({ code: 1, out: "" });
  });

  it("that is not there is named", async () => {
    const { code, complaints } = await runAuditor("verify", join(folder, "none"));
    expect([code, complaints.includes("auditor.bad_file")]).toEqual([1, true]);
  });
});
