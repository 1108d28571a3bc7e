// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch audit` against logs whose operator has the key and lies, and against one that is honest. */
import { encodeUtf8 } from "@nightlatch/bytes";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../constellation/free-port.ts";
import { runAudit, runAuditor, startAuditor } from "./auditor-process.ts";
import { laneOf, LaneWriter } from "./lanes.ts";
import { ServedLog } from "./served-log.ts";

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

async function policyFile(text: string): Promise<string> {
  const path = join(folder, "policy");
  await writeFile(path, text);
  return path;
}

/** What a stranger with the evidence file alone says of it. */
async function verdictOn(file: string | undefined) {
  const { code, out } = await runAuditor("verify", file ?? "", "--json");
  return { code, ...(JSON.parse(out) as { holds: boolean; facts: string[] }) };
}

describe("an audit of a log", () => {
  it("finds nothing in an honest log, and reads only what is new the next time", async () => {
    const lane = laneOf("a", 300);
    await using log = await ServedLog.start(lane.slice(0, 260));
    const first = await runAudit(log.url, state);
    expect(first).toMatchObject({ code: 0, report: { isClean: true, size: 260, leavesRead: 260, lanes: 1 } });
    await log.serve(lane);
    expect(await runAudit(log.url, state)).toMatchObject({ code: 0, report: { isClean: true, leavesRead: 40 } });
    expect(await runAudit(log.url, state)).toMatchObject({ code: 0, report: { leavesRead: 0 } });
  });

  it("names two leaves for one place, with proof, in this audit and each later one", async () => {
    const [first, second = new Uint8Array()] = laneOf("a", 2);
    const other = new LaneWriter("a").leafAfter(first, "another head for somebody else");
    await using log = await ServedLog.start([first ?? second, second, other]);
    const { code, report } = await runAudit(log.url, state);
    expect(code).toBe(2);
    expect(report.findings).toMatchObject([{ code: "lane.fork", subject: "leaf 2" }]);
    const { facts, ...verdict } = await verdictOn(report.findings[0]?.evidenceFile);
    expect(verdict).toMatchObject({ code: 0, holds: true });
    expect(facts.slice(0, 2)).toEqual(["proves lane.fork", "signed by: log log.example/any"]);
    const again = await runAudit(log.url, state);
    expect(again).toMatchObject({ code: 2, report: { leavesRead: 0, findings: report.findings } });
  });

  it("names leaves that are none, unsigned or left out", async () => {
    const [first = new Uint8Array(), , third = new Uint8Array()] = laneOf("a", 3);
    const forged = Uint8Array.from(third);
    forged.set([1], 60);
    await using log = await ServedLog.start([first, encodeUtf8("no leaf"), forged, third]);
    const { code, report } = await runAudit(log.url, state);
    expect(code).toBe(2);
    expect(codes(report)).toEqual(["lane.malformed", "lane.bad_signature", "lane.gap"]);
  });

  it("finds out that old leaves were rewritten and signed again", async () => {
    const lane = laneOf("a", 8);
    await using log = await ServedLog.start(lane.slice(0, 5));
    await runAudit(log.url, state);
    const elsewhere = laneOf("b", 8);
    await log.serve([...lane.slice(0, 3), ...elsewhere]);
    const { code, report } = await runAudit(log.url, state);
    expect([code, codes(report)]).toEqual([2, ["transparency.proof_invalid"]]);
    expect(await verdictOn(report.findings[0]?.evidenceFile)).toMatchObject({ holds: true });
    // What was seen first is what counts, however often the other one is shown.
    expect(codes((await runAudit(log.url, state)).report)).toEqual(["transparency.proof_invalid"]);
    await log.serve(lane);
    expect((await runAudit(log.url, state)).report.isClean).toBe(true);
  });

  it("finds out two trees of one size, which the log's own signatures prove", async () => {
    await using log = await ServedLog.start(laneOf("a", 5));
    await runAudit(log.url, state);
    await log.serve(laneOf("b", 5));
    const { report } = await runAudit(log.url, state);
    expect(codes(report)).toEqual(["transparency.fork"]);
    const verdict = await verdictOn(report.findings[0]?.evidenceFile);
    expect(verdict.facts.slice(0, 2)).toEqual(["proves transparency.fork", "signed by: log log.example/any"]);
  });

  it("finds out a log that became smaller", async () => {
    const lane = laneOf("a", 5);
    await using log = await ServedLog.start(lane);
    await runAudit(log.url, state);
    await log.serve(lane.slice(0, 4));
    const { code, report } = await runAudit(log.url, state);
    expect([code, codes(report)]).toEqual([2, ["transparency.rollback"]]);
  });

  it("goes on behind what it had read when it was killed", async () => {
    const lane = laneOf("a", 256 * 26);
    await using log = await ServedLog.start(lane);
    const child = startAuditor("audit", log.url, "--state", state);
    const ended = once(child, "close");
    // Asked for so far ahead that the index has moved behind its first bundles.
    log.before = async (path) => {
      if (path !== "tile/entries/025") return;
      child.kill("SIGKILL");
      await ended;
    };
    await ended;
    expect(child.signalCode).toBe("SIGKILL");
    log.before = () => Promise.resolve();
    const { code, report } = await runAudit(log.url, state);
    expect(code).toBe(0);
    expect(report.leavesRead).toBeLessThan(lane.length);
    expect(report.lanes).toBe(1);
  });

  it("asks again for a piece whose connection broke, and gives up on one that breaks each time", async () => {
    await using log = await ServedLog.start(laneOf("a", 300));
    const broken = "tile/entries/000";
    const times = () => log.asked.filter((path) => path === broken).length;
    log.breaksOff = (path) => path === broken;
    const { code, complaints } = await runAuditor("audit", log.url, "--state", state);
    expect([code, complaints.includes("client.unreachable"), times()]).toEqual([3, true, 3]);
    log.breaksOff = (path) => path === broken && times() < 5;
    expect(await runAudit(log.url, state)).toMatchObject({ code: 0, report: { leavesRead: 300 } });
  });

  it("refuses a policy that means nothing", async () => {
    await using log = await ServedLog.start(laneOf("a", 1));
    const witness = "witness w example.com/w+0f3bd7d1+BA";
    const policy = await policyFile(`log ${log.signer.vkey}\n${witness}\nquorum w\n`);
    const refused = await runAuditor("audit", log.url, "--state", state, "--policy", policy);
    expect([refused.code, refused.out]).toEqual([1, ""]);
    expect(refused.complaints).toContain("transparency.bad_policy");
  });

  it("does not mix two logs in one state folder", async () => {
    await using log = await ServedLog.start(laneOf("a", 1));
    await runAudit(log.url, state);
    const kept = await readFile(join(state, "policy"), "utf8");
    const other = "log.example/other+3b5a3c8e+AXJqVOmxq7bDyyCYdPQIHAzvuWOGkHH4CfcGqhVMfh0B\nquorum none\n";
    await writeFile(join(folder, "other"), `log ${other}`);
    const { code } = await runAuditor("audit", log.url, "--state", state, "--policy", join(folder, "other"));
    expect(code).toBe(1);
    expect(await readFile(join(state, "policy"), "utf8")).toBe(kept);
  });

  it("says that it cannot say anything when nobody answers", async () => {
    const url = `http://127.0.0.1:${String(await freePort())}`;
    const { code, complaints } = await runAuditor("audit", url, "--state", state);
    expect([code, complaints.includes("client.unreachable")]).toEqual([3, true]);
  });

  it.each([
    ["no address", ["audit"]],
    ["two addresses", ["audit", "http://a.example", "http://b.example"]],
    ["an address with a path", ["audit", "http://a.example/log"]],
    ["no web address", ["audit", "ftp://a.example"]],
    ["an option that nobody knows", ["audit", "http://a.example", "--fast"]],
    ["an age of nothing", ["audit", "http://a.example", "--max-age", "0"]],
    ["an age that is no number", ["audit", "http://a.example", "--max-age", "1d"]],
    ["another command", ["inspect"]],
    ["no command", []],
  ])("refuses %s", async (_name, words) => {
    const { code, out } = await runAuditor(...words);
    expect([code, out]).toEqual([1, ""]);
  });

  it("tells people the same as programs, without control characters of the server", async () => {
    await using log = await ServedLog.start(laneOf("a", 2));
    const { code, out } = await runAuditor("audit", log.url, "--state", state);
    expect(code).toBe(0);
    expect(out).toContain("2 leaves in 1 lanes");
    expect(out).toContain("Clean");
  });
});
