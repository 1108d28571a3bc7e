// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a household believes of a public log that lies, and whom it lets in meanwhile, with real storage. */
import { encodeHex, equalBytes } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { addDevice } from "@nightlatch/protocol/keys";
import { judgeEvidence, NO_LOG_VIEW } from "@nightlatch/protocol/log";
import { ForkableLog } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nextLeaf } from "../log/next-leaf.ts";
import { releaseHeldBoxes } from "../log/release-boxes.ts";
import type { ReleasedBox } from "../server/household-server.ts";
import { clearVaultDatabase } from "../store/database.ts";
import { LoggedHome } from "./logged-home.fixture.ts";
import { expelDevices } from "./membership.ts";
import { setJointMode } from "./proposals.ts";

const MINUTE_MS = 60_000;

describe("an open household and the public log", () => {
  let home: LoggedHome;

  beforeEach(async () => {
    home = await LoggedHome.found("public-log");
  });
  afterEach(async () => {
    home.close();
    await clearVaultDatabase(home.database);
    home.database.close();
  });

  it("says that its own hub has checked, and when", () => {
    expect(home.household.status).toMatchObject({
      kind: "ready",
      household: { log: { kind: "witnessed", atMs: home.nowMs, by: ["Hub"] } },
    });
  });

  it("lets nobody in while the hub is off, and says so before anything is signed", async () => {
    home.isHubOn = false;
    home.growLog();
    const seq = home.state.seq;
    await expect(admitMember()).rejects.toMatchObject({ code: "transparency.no_quorum" });
    expect(home.state.seq).toBe(seq);
  });

  it("lets nobody in by an old word of the hub", async () => {
    home.hubIsOffByMs = -6 * MINUTE_MS;
    home.growLog();
    home.nowMs += 6 * MINUTE_MS;
    await expect(admitMember()).rejects.toMatchObject({ code: "transparency.stale" });
    expect(home.household.status).toMatchObject({ household: { log: { kind: "stale" } } });
  });

  it("lets nobody in when the hub's clock went back by hours", async () => {
    home.hubIsOffByMs = -120 * MINUTE_MS;
    home.growLog();
    await expect(admitMember()).rejects.toMatchObject({ code: "transparency.wrong_time" });
  });

  it("removes with the hub off", async () => {
    const member = await home.newDevice();
    await home.admit({ keys: member.publicKeys, role: "member" });
    home.isHubOn = false;
    home.growLog();
    await expelDevices(home.household.membershipDeps, [member.id]);
    expect(home.household.parts.ledger.current.state.devices.size).toBe(3);
    expect([...home.state.devices.values()].filter(({ removedSeq }) => removedSeq !== undefined)).toHaveLength(1);
  });

  it("begins joint mode with the hub off, and asks the log before it ends it: that gives each owner more", async () => {
    const second = await home.newDevice();
    await home.admit({ keys: second.publicKeys, role: "owner" });
    home.isHubOn = false;
    home.growLog();
    await setJointMode(home.household.membershipDeps, true);
    expect(home.state.joint).toBe(true);
    const { seq } = home.state;
    const ending = home.household.guard(() => setJointMode(home.household.membershipDeps, false));
    await expect(ending).rejects.toMatchObject({ code: "transparency.no_quorum" });
    expect(home.state.seq).toBe(seq);
    home.isHubOn = true;
    await setJointMode(home.household.membershipDeps, false);
    expect(home.state).toMatchObject({ seq: seq + 1, joint: true });
  });

  it("keeps a newcomer's keys back until the hub has seen the newcomer, over a reload", async () => {
    const before = home.releasedBoxes;
    const letIn = admitMember();
    // Fresh when it was asked; gone when the entry is in.
    home.server.beforeAppend = () => {
      home.isHubOn = false;
      return Promise.resolve();
    };
    await letIn;
    await home.household.refresh();
    expect(home.releasedBoxes).toBe(before);
    await home.reload();
    await home.household.refresh();
    expect(home.releasedBoxes).toBe(before);

    home.isHubOn = true;
    await home.household.refresh();
    expect(home.releasedBoxes).toBe(before + 3);
    expect(await home.database.getAllKeys("heldBoxes")).toEqual([]);
  });

  it("keeps them sealed", async () => {
    home.server.beforeAppend = () => {
      home.isHubOn = false;
      return Promise.resolve();
    };
    await admitMember();
    const [kept] = await home.database.getAll("heldBoxes");
    const [set] = await home.household.parts.held.all();
    expect(set?.boxes).toHaveLength(3);
    for (const { box, device } of set?.boxes ?? []) {
      expect(encodeHex(kept?.sealed ?? new Uint8Array())).not.toContain(encodeHex(box.subarray(0, 16)));
      expect(encodeHex(kept?.sealed ?? new Uint8Array())).not.toContain(encodeHex(device));
    }
  });

  it("keeps a key that the server does not take as long as the history names it, and sends the others", async () => {
    home.server.beforeAppend = () => {
      home.isHubOn = false;
      return Promise.resolve();
    };
    await admitMember();
    const { held, ledger, log } = home.household.parts;
    const [set] = await held.all();
    const refusedEpochOf = set?.boxes[1]?.group ?? new Uint8Array();
    const taken: Uint8Array[] = [];
    const server = {
      releaseBoxes: (boxes: readonly ReleasedBox[]) => {
        const isBad = boxes.some(({ group }) => equalBytes(group, refusedEpochOf));
        if (isBad) return Promise.reject(new NightlatchError("ledger.boxes_mismatch", "named by no entry, it says"));
        taken.push(...boxes.map(({ box }) => box));
        return Promise.resolve();
      },
    };
    const { state } = ledger.current;
    const facts = { state, history: ledger.history, view: { ...(log.view ?? NO_LOG_VIEW), provedSeq: state.seq } };
    expect(await releaseHeldBoxes(held, server, facts)).toEqual({ hasReleased: true, refused: 1 });
    expect(taken).toHaveLength(2);
    expect((await held.all())[0]?.boxes).toEqual([set?.boxes[1]]);

    const sent = { releaseBoxes: () => Promise.resolve() };
    expect(await releaseHeldBoxes(held, sent, facts)).toEqual({ hasReleased: true, refused: 0 });
    expect(await held.all()).toEqual([]);
  });

  it("stops at a log that has become smaller, with evidence", async () => {
    home.growLog();
    await home.household.refresh();
    becomeLog(home.memoryLog.log.forkAt(1));
    await expect(home.household.refresh()).rejects.toMatchObject({ code: "transparency.rollback" });
    expect(evidenceOf("transparency.rollback")).toMatchObject({ kind: "consistent" });
  });

  it("stops at another log of the same size, with evidence that a stranger can judge", async () => {
    home.growLog();
    await home.household.refresh();
    const fork = home.memoryLog.log.forkAt(home.memoryLog.log.size - 1);
    fork.append(home.random(214));
    becomeLog(fork);
    await expect(home.household.refresh()).rejects.toMatchObject({ code: "transparency.fork" });
    expect(evidenceOf("transparency.fork")).toMatchObject({ kind: "proves", code: "transparency.fork" });
  });

  it("stops when the log holds a change that the server does not show", async () => {
    const seq = home.state.seq;
    const { ledger, log } = home.household.parts;
    const { publicKeys: keys } = await home.newDevice();
    const making = { actor: home.owner, random: home.random, nowMs: home.nowMs };
    const hidden = await addDevice(making, { ...ledger.current, keys, role: "member" });
    const deps = { server: home.server, history: ledger.history, view: log.view, random: home.random };
    const leaf = await nextLeaf(deps, ledger.current, hidden);
    if (leaf !== undefined) home.server.takeLeaf(leaf);
    await expect(home.household.refresh()).rejects.toMatchObject({ code: "ledger.withheld" });
    expect(home.household.status).toMatchObject({ kind: "stopped", problem: { code: "ledger.withheld" } });
    expect(home.state.seq).toBe(seq);
  });

  it("remembers the largest log over a reload", async () => {
    home.growLog();
    await home.household.refresh();
    becomeLog(home.memoryLog.log.forkAt(2));
    await home.reload();
    await expect(home.household.refresh()).rejects.toMatchObject({ code: "transparency.rollback" });
  });

  it("does not stop for an answer that anyone could have made", async () => {
    home.growLog();
    home.memoryLog.log.checkpoint = () => Promise.resolve(home.random(300));
    await home.household.refresh();
    expect(home.household.status).toMatchObject({ kind: "ready" });
    await expect(admitMember()).rejects.toMatchObject({ code: "transparency.malformed" });
  });

  it("is not moved by a log that somebody else signs", async () => {
    becomeLog(new ForkableLog("log.example/other"));
    home.growLog();
    await home.household.refresh();
    expect(home.household.status).toMatchObject({ kind: "ready" });
    await expect(admitMember()).rejects.toMatchObject({ code: "transparency.wrong_log" });
  });

  it("lets nobody in while the server's log has stopped, and goes on watching", async () => {
    home.server.logProof = () => Promise.reject(new NightlatchError("log.stopped", "no log"));
    await home.household.refresh();
    expect(home.household.status).toMatchObject({ kind: "ready" });
    await expect(admitMember()).rejects.toMatchObject({ code: "log.stopped" });
  });

  async function admitMember(): Promise<void> {
    const { publicKeys: keys } = await home.newDevice();
    await home.admit({ keys, role: "member" });
  }

  function becomeLog(log: ForkableLog): void {
    home.memoryLog = { ...home.memoryLog, log };
    home.server.memoryLog = home.memoryLog;
  }

  function evidenceOf(code: string): object {
    const { status } = home.household;
    if (status.kind !== "stopped") throw new Error(`not stopped but ${status.kind}`);
    expect(status.problem.code).toBe(code);
    expect(status.evidence.fileName).toMatch(/^nightlatch-evidence-\d{4}-\d\d-\d\d\.cbor$/u);
    return judgeEvidence(status.evidence.bytes);
  }
});
