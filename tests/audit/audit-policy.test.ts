// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch audit` under a policy that asks for witnesses: too few of them, too long ago, too early. */
import { smallLogCosigner } from "@nightlatch/testkit";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runAudit, runAuditor } from "./auditor-process.ts";
import { laneOf } from "./lanes.ts";
import { ServedLog } from "./served-log.ts";

const one = smallLogCosigner("one.example");
const two = smallLogCosigner("two.example");
const stranger = smallLogCosigner("stranger.example");

let folder: string;
let state: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-audit-"));
  state = join(folder, "state");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const codes = ({ findings }: Awaited<ReturnType<typeof runAudit>>["report"]) => findings.map(({ code }) => code);
const hoursAgo = (hours: number) => Date.now() - hours * 3_600_000;

/** A policy file that asks for both witnesses. */
async function both({ signer }: ServedLog): Promise<string> {
  const path = join(folder, "policy");
  const witnesses = `witness one ${one.vkey}\nwitness two ${two.vkey}\n`;
  await writeFile(path, `log ${signer.vkey}\n${witnesses}group both all one two\nquorum both\n`);
  return path;
}

describe("an audit under a policy with witnesses", () => {
  it("finds nothing when all that it asks for cosigned, and tells who did", async () => {
    await using log = await ServedLog.start(laneOf("a", 3));
    log.cosigned = [one, two].map((cosigner) => ({ cosigner, atMs: hoursAgo(1) }));
    const { code, report } = await runAudit(log.url, state, "--policy", await both(log));
    expect([code, report.cosignedBy, report.findings]).toEqual([0, ["one", "two"], []]);
    expect(report.witnessedMs).toBeLessThan(hoursAgo(0.9));
    expect((await runAuditor("audit", log.url, "--state", state)).out).toContain("cosigned by: one, two (2");
  });

  it.each([
    ["nobody cosigned", [], []],
    ["one of two cosigned", [one], ["one"]],
    ["somebody cosigned whom it does not name", [one, stranger], ["one"]],
    ["one cosigned twice", [two, two], ["two"]],
  ])("names an unmet quorum when %s, and reads the leaves all the same", async (_, cosigners, cosignedBy) => {
    await using log = await ServedLog.start(laneOf("a", 3));
    log.cosigned = cosigners.map((cosigner, i) => ({ cosigner, atMs: hoursAgo(i) }));
    const { code, report } = await runAudit(log.url, state, "--policy", await both(log));
    expect([code, codes(report)]).toEqual([2, ["transparency.no_quorum"]]);
    expect(report).toMatchObject({ leavesRead: 3, cosignedBy, witnessedMs: null });
    log.cosigned = [one, two].map((cosigner) => ({ cosigner, atMs: hoursAgo(0) }));
    expect((await runAudit(log.url, state)).report.isClean).toBe(true);
  });

  it("names a checkpoint that nobody cosigned for a day, and only that", async () => {
    await using log = await ServedLog.start(laneOf("a", 3));
    log.cosigned = [one, two].map((cosigner) => ({ cosigner, atMs: hoursAgo(25) }));
    const policy = await both(log);
    const { code, report } = await runAudit(log.url, state, "--policy", policy);
    expect([code, codes(report), report.leavesRead]).toEqual([2, ["transparency.stale"], 3]);
    expect((await runAudit(log.url, state, "--max-age", "26")).report.isClean).toBe(true);
    expect(codes((await runAudit(log.url, state, "--max-age", "24")).report)).toEqual(["transparency.stale"]);
    log.cosigned = [one, two].map((cosigner) => ({ cosigner, atMs: hoursAgo(23) }));
    expect((await runAudit(log.url, state)).report.isClean).toBe(true);
  });

  it("is not made young by one witness of two whose clock is ahead", async () => {
    await using log = await ServedLog.start(laneOf("a", 3));
    log.cosigned = [
      { cosigner: one, atMs: hoursAgo(30) },
      { cosigner: two, atMs: hoursAgo(-30) },
    ];
    const policy = await both(log);
    expect(codes((await runAudit(log.url, state, "--policy", policy)).report)).toEqual(["transparency.stale"]);
  });

  it("names a time that has not come yet", async () => {
    await using log = await ServedLog.start(laneOf("a", 3));
    log.cosigned = [one, two].map((cosigner) => ({ cosigner, atMs: hoursAgo(-1) }));
    const { report } = await runAudit(log.url, state, "--policy", await both(log));
    expect(codes(report)).toEqual(["transparency.wrong_time"]);
  });
});
