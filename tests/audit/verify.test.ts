// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch verify FILE` as somebody runs it who was given a file. */
import { encodeUtf8 } from "@nightlatch/bytes";
import { encodeEvidence, logEvidence } from "@nightlatch/protocol/log";
import { cameraGroups, formatId } from "@nightlatch/protocol/wire";
import {
  epochOf,
  exportFile,
  ExportingCamera,
  ForkableLog,
  LoggedHousehold,
  testHousehold,
  TEST_NOW_MS,
  type ExportableClip,
} from "@nightlatch/testkit";
import { formatTlogProof } from "@nightlatch/transparency/verify";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAuditor } from "./auditor-process.ts";

let folder: string;
const home = await testHousehold("verified");
const entries = home.entries.map(({ entry }) => entry);
const camera = new ExportingCamera(home);
const scripts = ["KpKppKpKppp", "Kpp", "KppK"];
const clips: ExportableClip[] = [];
for (const [i, script] of scripts.entries()) clips.push(await camera.record(script, TEST_NOW_MS + i * 10_000));
const [clip, ...later] = clips;
if (clip === undefined) throw new Error("a clip");
const exported = exportFile([{ clip, first: 3, end: 8 }], {
  entries,
  diary: camera.diary.slice(0, 1),
  log: undefined,
});

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
    expect(out).toContain(`hub ${formatId(home.hub.id)}`);
    expect(out).toContain("cut at its start and its end: fragments 3 to 7 of 11");
    expect(out).toContain("NOT all that the hub recorded");
    expect(out).toContain("no public record in this file");
  });

  it("of several clips is told clip by clip, with the pauses between them", async () => {
    const file = exportFile(
      clips.map((one) => ({ clip: one })),
      { entries, diary: camera.diary, log: undefined },
    );
    const { code, out } = await verify(file);
    expect(code).toBe(0);
    expect(out).toContain("3 clips");
    expect(out).toContain("; all that the hub recorded then");
    expect(out.match(/pause of \d+\.\d s/gu)).toHaveLength(2);
    expect(out).not.toContain("LEFT OUT");
  });

  it("names a clip that was left out, and items of the diary that were", async () => {
    const shown = [{ clip }, ...later.slice(1).map((one) => ({ clip: one }))];
    const told = await verify(exportFile(shown, { entries, diary: camera.diary, log: undefined }));
    expect(told).toMatchObject({ code: 0 });
    expect(told.out).toContain("LEFT OUT: the hub recorded from");
    const holed = camera.diary.filter((_, n) => n !== 1);
    const { out } = await verify(exportFile(shown, { entries, diary: holed, log: undefined }));
    expect(out).toContain("UNKNOWN: items 1 to 1");
    expect(out).toContain("NOT all that the hub recorded");
  });

  it("is told by the public log that it names, and judged by the policy of whoever asks", async () => {
    const { file, policy, origin } = await publicExport();
    const { code, out } = await verify(file);
    expect(code).toBe(0);
    expect(out).toContain(`recorded in the public log ${origin}`);
    expect(out).toContain("by the witnesses' time");
    expect(out).toContain("the household's own policy");
    const path = join(folder, "policy");
    await writeFile(path, policy);
    expect((await verify(file, "--policy", path)).out).toContain("the policy that you gave");
    await writeFile(path, new ForkableLog("log.example/others").policy());
    const refused = await verify(file, "--policy", path, "--json");
    expect([refused.code, JSON.parse(refused.out)]).toMatchObject([2, { facts: ["transparency.wrong_log"] }]);
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

async function publicExport() {
  const logged = await LoggedHousehold.create("verified in public");
  const { hub, random, state, log } = logged;
  const [group] = cameraGroups(state);
  if (group === undefined) throw new Error("a camera group");
  const own = new ExportingCamera({ hub, random, state, group, epoch: epochOf(state, group) });
  const shown = [{ clip: await own.record("Kpp") }];
  const { leaf, checkpoint } = await logged.answer();
  if (leaf === undefined) throw new Error("a leaf");
  const proof = formatTlogProof({ extra: leaf.leaf, index: leaf.index, hashes: leaf.inclusion, checkpoint });
  const record = { proof, salt: leaf.salt, seq: leaf.seq };
  const file = exportFile(shown, { entries: logged.entries, diary: own.diary, log: record });
  return { file, policy: log.policy(), origin: log.signer.key.name };
}

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

describe("evidence against a log", () => {
  it("says by whose policy it was judged, and is nothing to who believes another log", async () => {
    const log = new ForkableLog("log.example/accused");
    const other = new ForkableLog("log.example/accused");
    log.append(encodeUtf8("one"));
    other.append(encodeUtf8("another"));
    const [one, twin] = [await log.checkpoint(), await other.checkpoint()];
    const lane = home.state.lane;
    const made = { code: "transparency.fork", atMs: 1, lane, policy: log.policy(), consistency: [] };
    const evidence = encodeEvidence(logEvidence({ ...made, older: one, newer: twin }));
    const [vkey] = log
      .policy()
      .split("\n")
      .flatMap((line) => /^log (\S+)/.exec(line)?.slice(1) ?? []);
    const byFile = await verify(evidence);
    expect([byFile.code, byFile.out.includes(`log key in the file: ${vkey ?? "none"}`)]).toEqual([0, true]);

    const policy = join(folder, "own-policy");
    await writeFile(policy, log.policy());
    const byOwn = await verify(evidence, "--policy", policy);
    expect([byOwn.code, byOwn.out.includes("judged by the policy that you gave")]).toEqual([0, true]);
    await writeFile(policy, new ForkableLog("log.example/believed").policy());
    const byOther = await verify(evidence, "--policy", policy, "--json");
    expect([byOther.code, JSON.parse(byOther.out)]).toMatchObject([2, { holds: false }]);
    expect(byOther.out).toContain("transparency.wrong_log");
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
