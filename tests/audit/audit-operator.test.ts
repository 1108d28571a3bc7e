// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch audit` of an operator's lane and its public count: lies about it, and the real server. */
import type { Hash } from "@nightlatch/crypto/keys";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import { signLegalDemand, staffFromSeed } from "@nightlatch/protocol/grant";
import { rosterHeadOf } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, type LoggedOperator } from "@nightlatch/testkit";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accept, GrantingHome } from "../constellation/granting-home.ts";
import { logOfSize } from "../constellation/log-reader.ts";
import { sealClip } from "../constellation/sealed-clip.ts";
import { openDesk } from "../constellation/staffed-server.ts";
import { uploadClip } from "../constellation/upload-clip.ts";
import { runAudit, runAuditor, type JsonReport } from "./auditor-process.ts";
import { laneOf } from "./lanes.ts";
import { acceptanceBy, busyOperator, leavesBy, leavesOf, servedBeside, shownBy, type Shown } from "./operators.ts";
import { ServedLog } from "./served-log.ts";

let folder: string;
let state: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-audit-operator-"));
  state = join(folder, "state");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const told = ({ findings }: JsonReport) => findings.map(({ code, subject }) => [code, subject]);

/** Its leaves between a household's. */
async function serve(logged: LoggedOperator, shown: Shown, others: readonly Uint8Array[] = []): Promise<ServedLog> {
  const log = await ServedLog.start([...laneOf("before", 3), ...leavesOf(logged), ...others]);
  log.beside = servedBeside(logged, shown);
  return log;
}

async function auditOf(logged: LoggedOperator, shown = shownBy(logged), others: readonly Uint8Array[] = []) {
  await using log = await serve(logged, shown, others);
  return (await runAudit(log.url, state)).report;
}

describe("an audit of an operator", () => {
  it("counts from the log what staff was let see, the same each time", async () => {
    const logged = await busyOperator("honest");
    await using log = await serve(logged, shownBy(logged));
    for (const leavesRead of [8, 0]) {
      const { code, report } = await runAudit(log.url, state);
      expect([code, report.leavesRead, report.findings]).toEqual([0, leavesRead, []]);
      expect(report.access).toEqual(shownBy(logged).count);
    }
  });

  it("tells people the count by purpose", async () => {
    const logged = await busyOperator("honest");
    await using log = await serve(logged, shownBy(logged));
    const { out } = await runAuditor("audit", log.url, "--state", state);
    expect(out).toContain("operator: 5 items; 1 legal demands, 3 changes of the roster, 1 accesses");
    expect(out).toContain("picture_quality, clips: 1");
  });

  it("says that there is none where there is none", async () => {
    await using log = await ServedLog.start(laneOf("a", 2));
    expect(await runAudit(log.url, state)).toMatchObject({ code: 0, report: { access: null } });
  });

  it.each<[string, (count: Shown["count"]) => Partial<Shown["count"]>, readonly RegExp[]]>([
    [
      "leaves out an access and a legal demand",
      () => ({ grants: [], legalDemands: [] }),
      [/^grants \S+ picture_quality clips \S+$/u, /^legal demand 2026-1 item 4 at \d+$/u],
    ],
    [
      "leaves out a change of the roster",
      ({ rosterChanges }) => ({ rosterChanges: rosterChanges.slice(0, 2) }),
      [/^enrol \S+ item 2 at \d+$/u],
    ],
    ["counts an access twice", ({ grants }) => ({ grants: [...grants, ...grants] }), [/^grants /u]],
  ])("names each line of a public count that %s", async (_, bend, lines) => {
    const logged = await busyOperator("miscounts");
    const { count, ...rest } = shownBy(logged);
    const { findings } = await auditOf(logged, { ...rest, count: { ...count, ...bend(count) } });
    expect(findings.map(({ code }) => code)).toEqual(lines.map(() => "operator.count_differs"));
    for (const [i, line] of lines.entries()) expect(findings[i]?.subject).toMatch(line);
  });

  it("notices a count that stops before the newest item", async () => {
    const logged = await busyOperator("stops early");
    const { count, ...rest } = shownBy(logged);
    const report = await auditOf(logged, { ...rest, count: { ...count, size: 4, legalDemands: [] } });
    expect(told(report).map(([, subject]) => subject)).toEqual([
      "items",
      `legal demand 2026-1 item 4 at ${String(TEST_NOW_MS)}`,
    ]);
  });

  it("takes what came in after the checkpoint for the next audit's, and still compares the count", async () => {
    const logged = await busyOperator("goes on");
    const leaves = leavesOf(logged);
    await using log = await ServedLog.start(leaves.slice(0, 4));
    log.beside = servedBeside(logged, shownBy(logged));
    expect(await runAudit(log.url, state)).toMatchObject({
      code: 0,
      report: { access: { size: 4, legalDemands: [] } },
    });
    await log.serve(leaves);
    expect(await runAudit(log.url, state)).toMatchObject({ code: 0, report: { access: { size: 5 } } });
  });

  it("finds an item that its slot does not commit to", async () => {
    const logged = await busyOperator("exchanges");
    const shown = shownBy(logged);
    const items = [...shown.items.slice(0, 3), shown.items[4] ?? new Uint8Array(), ...shown.items.slice(4)];
    const report = await auditOf(logged, { ...shown, items });
    expect(told(report)).toContainEqual(["operator.item_differs", "item 3"]);
    expect(told(report).filter(([code]) => code === "operator.item_differs")).toHaveLength(1);
  });

  it("finds leaves that are not the log's, also when the items fit them", async () => {
    const logged = await busyOperator("two stories");
    const other = await busyOperator("two stories");
    await other.append("acceptance", await acceptanceBy(other.operator, other.operator.support));
    const [leaf, item] = [leavesOf(other)[5], other.items[5]?.item];
    const shown = shownBy(logged);
    const report = await auditOf(logged, {
      ...shown,
      items: [...shown.items.slice(0, 4), item ?? new Uint8Array()],
      leaves: [...shown.leaves.slice(0, 4), leaf ?? new Uint8Array()],
    });
    expect(told(report)).toContainEqual(["operator.other_leaf", "item 4"]);
  });

  it("finds a leaf that hands the operator's lane to another key", async () => {
    const logged = await busyOperator("hands over");
    const { laneSigner, random } = logged.operator;
    const leaves = await leavesBy(laneSigner, logged, signerFromSeed(random(32)).publicKey);
    await using log = await ServedLog.start(leaves);
    log.beside = servedBeside(logged, { ...shownBy(logged), leaves });
    expect(told((await runAudit(log.url, state)).report)).toEqual([["operator.wrong_key", "item 4"]]);
  });

  it("finds items in another lane than the one that the roster names", async () => {
    const logged = await busyOperator("elsewhere");
    const signer = signerFromSeed(logged.operator.random(32));
    const leaves = await leavesBy(signer, logged);
    await using log = await ServedLog.start(leaves);
    log.beside = servedBeside(logged, { ...shownBy(logged), leaves }, signer.publicKey);
    expect(told((await runAudit(log.url, state)).report)).toEqual([["operator.other_lane", "item 0"]]);
  });

  it("finds items that are kept back", async () => {
    const logged = await busyOperator("keeps back");
    const shown = shownBy(logged);
    const report = await auditOf(logged, {
      ...shown,
      items: shown.items.slice(0, 4),
      leaves: shown.leaves.slice(0, 4),
    });
    expect(told(report)).toContainEqual(["operator.withheld", "item 4"]);
  });

  it("finds an operator that is not shown, and a count that is not", async () => {
    const logged = await busyOperator("hides");
    await using log = await serve(logged, shownBy(logged));
    const beside = servedBeside(logged, shownBy(logged));
    log.beside = new Map();
    const hidden = await runAudit(log.url, state);
    expect([hidden.code, hidden.report.access]).toEqual([2, null]);
    expect(hidden.report.findings).toMatchObject([{ code: "operator.withheld" }]);
    beside.delete("/v1/public/access");
    log.beside = beside;
    expect(told((await runAudit(log.url, state)).report)).toEqual([["operator.withheld", undefined]]);
  });

  it("finds a second lane of staff, whichever of the two the server names", async () => {
    const [one, two] = [await busyOperator("one"), await busyOperator("two")];
    await using log = await serve(one, shownBy(one), leavesOf(two));
    for (const named of [one, two]) {
      log.beside = servedBeside(named, shownBy(named));
      const { report } = await runAudit(log.url, state);
      expect(report.findings).toMatchObject([{ code: "operator.other_lane" }]);
    }
  });

  it("reads a log once more whose lanes of staff an older audit did not tell apart", async () => {
    const [one, two] = [await busyOperator("one"), await busyOperator("two")];
    await using log = await serve(one, shownBy(one), leavesOf(two));
    await runAudit(log.url, state);
    const database = new DatabaseSync(join(state, "lanes.sqlite"));
    database.exec("DROP TABLE staff_lanes");
    database.close();
    const { report } = await runAudit(log.url, state);
    expect([report.leavesRead, report.lanes, report.laneFaults]).toEqual([13, 3, 0]);
    expect(report.findings).toMatchObject([{ code: "operator.other_lane" }]);
  });
});

describe("an audit of what an operator logged", () => {
  it("refuses staff whom one officer let in alone, and judges nothing behind it", async () => {
    const logged = await busyOperator("one officer");
    const { operator } = logged;
    const newcomer = await staffFromSeed(operator.random(32));
    const staff = operator.staffOf(newcomer, "support", "Eve");
    const enrol = await operator.sign({ type: "enrol", staff }, TEST_NOW_MS, operator.officers.slice(0, 1));
    await logged.append("roster", enrol, rosterHeadOf(enrol));
    await logged.append("acceptance", await acceptanceBy(operator, newcomer));
    expect(told(await auditOf(logged))).toContainEqual(["roster.threshold", "item 5"]);
  });

  it.each([
    ["an acceptance by an officer", "operator.not_allowed", 0],
    ["an acceptance by staff who are suspended by then", "operator.not_working", 1],
  ] as const)("refuses %s", async (_, code, suspended) => {
    const logged = await busyOperator("statements");
    const { operator } = logged;
    const [anna] = operator.officers;
    if (suspended === 1) {
      await logged.append(
        "roster",
        await operator.take({ type: "suspend", staff: operator.support.id }, TEST_NOW_MS, [anna]),
      );
    }
    const slot = logged.items.length;
    const signer = suspended === 1 ? operator.support : anna;
    await logged.append("acceptance", await acceptanceBy(operator, signer));
    expect(told(await auditOf(logged))).toContainEqual([code, `item ${String(slot)}`]);
  });

  it("refuses an acceptance that its staff did not sign, and a legal demand of the support's", async () => {
    const logged = await busyOperator("unsigned");
    const { operator } = logged;
    const forged = (await acceptanceBy(operator, operator.support)).with(-1, 0).with(-2, 0);
    await logged.append("acceptance", forged);
    const content = operator.random(32) as Hash;
    const demand = { operator: operator.state.operator, number: "2026-2", atMs: TEST_NOW_MS, content };
    await logged.append("legal-demand", await signLegalDemand(operator.support, demand));
    const findings = told(await auditOf(logged));
    expect(findings).toContainEqual(["protocol.bad_signature", "item 5"]);
    expect(findings).toContainEqual(["operator.not_allowed", "item 6"]);
  });

  it("refuses an item that names another roster than the entries make", async () => {
    const logged = await busyOperator("older roster");
    const { operator } = logged;
    await logged.append("acceptance", await acceptanceBy(operator, operator.support), operator.states[1]?.head);
    expect(told(await auditOf(logged))).toContainEqual(["operator.wrong_roster", "item 5"]);
  });

  it("counts an access of no calendar day, and refuses it", async () => {
    const logged = await busyOperator("far future");
    const { operator } = logged;
    const atMs = Number.MAX_SAFE_INTEGER;
    await logged.append("acceptance", await acceptanceBy(operator, operator.support, { atMs }));
    const report = await auditOf(logged);
    expect(told(report)).toContainEqual(["operator.not_working", "item 5"]);
    expect(report.access?.grants.map(({ day }) => day)).toContain("9999-12-31");
  });
});

describe("an audit of a real server with an operator", () => {
  it("counts what its staff did, as the server does", async () => {
    await using all = await openDesk();
    const { desk, support, officers } = all;
    const { http, server } = desk.running;
    const home = await GrantingHome.enrol(desk, "audited");
    const clip = await sealClip(home.home, { startMs: desk.clock.nowMs(), plain: (n) => Uint8Array.of(n, 7, 7, 7) });
    await uploadClip(home.home, clip);
    await accept(desk, support, await home.grantClips(support, [clip]));
    const [anna] = officers;
    const { operator } = await desk.roster(anna);
    const demand = { operator, number: "2026-1", atMs: desk.clock.nowMs(), content: desk.random(32) as Hash };
    const body = await signLegalDemand(anna.secrets, demand);
    await anna.session.call("postLegalDemand", { body });
    const leaves = (await http.call("readOperator", {})).size;
    await logOfSize(server.url, leaves);
    const { code, report } = await runAudit(server.url, state);
    expect([code, report.findings]).toEqual([0, []]);
    expect(report.access).toEqual(await http.call("readAccessCount", {}));
    expect(report.access).toMatchObject({ size: 6, grants: [{ purpose: "picture_quality", grants: 1 }] });
  });
});
