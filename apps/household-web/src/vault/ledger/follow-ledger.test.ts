// SPDX-License-Identifier: AGPL-3.0-or-later
import { systemRandom } from "@nightlatch/crypto/random";
import { addDevice, createHousehold, deviceFromSeed, type SignedEntry } from "@nightlatch/protocol/keys";
import { ledgerHeadOf, type LedgerState } from "@nightlatch/protocol/wire";
import { beforeAll, describe, expect, it } from "vitest";
import { followLedger, type Followed, type Gate, type LedgerPage } from "./follow-ledger.ts";

describe("followLedger", () => {
  let history: readonly SignedEntry[] = [];
  let otherBranch: SignedEntry;
  let otherHousehold: SignedEntry;

  beforeAll(async () => {
    const [owner, first, second] = await Promise.all([1, 2, 3].map((n) => deviceFromSeed(new Uint8Array(32).fill(n))));
    if (owner === undefined || first === undefined || second === undefined) throw new Error("three devices");
    const making = { actor: owner, random: systemRandom, nowMs: 1 };
    const created = await createHousehold(making);
    const before = { state: created.state, keyring: created.keyring, role: "member" as const };
    history = [created, await addDevice(making, { ...before, keys: first.publicKeys })];
    otherBranch = await addDevice(making, { ...before, keys: second.publicKeys });
    otherHousehold = await createHousehold(making);
  });

  it("applies a page to nothing", async () => {
    expect(await follow(undefined, pageOf(history))).toMatchObject({
      kind: "followed",
      isComplete: true,
      state: { seq: 1 },
    });
  });

  it("says when more entries are to come", async () => {
    const page = { ...pageOf(history), entries: history.slice(0, 1).map(({ entry }) => entry) };
    expect(await follow(undefined, page)).toMatchObject({ kind: "followed", isComplete: false });
  });

  it("stops at a history shorter than the one seen", async () => {
    expect(await codeOf(follow(history[1]?.state, { ...pageOf(history.slice(0, 1)), entries: [] }))).toBe(
      "ledger.rollback",
    );
  });

  it("stops at another entry of the same number", async () => {
    const page = { entries: [], seq: 1, head: ledgerHeadOf(otherBranch.entry) };
    expect(await codeOf(follow(history[1]?.state, page))).toBe("ledger.fork");
  });

  it("stops at a next entry that does not follow the one seen", async () => {
    const page = pageOf([otherBranch]);
    expect(await codeOf(follow(history[1]?.state, { ...page, seq: 2 }))).toBe("ledger.wrong_sequence");
  });

  it("stops at another household than the one this device was let into", async () => {
    expect(await codeOf(follow(undefined, pageOf([otherHousehold])))).toBe("ledger.fork");
  });

  it("stops at a changed byte anywhere in an entry", async () => {
    const entry = history[1]?.entry ?? new Uint8Array();
    for (let at = 0; at < entry.length; at += 97) {
      const changed = Uint8Array.from(entry);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const page = { entries: [changed], seq: 1, head: ledgerHeadOf(changed) };
      expect((await follow(history[0]?.state, page)).kind, `byte ${at}`).toBe("stopped");
    }
  });

  it("stops when the server names entries that it does not send", async () => {
    expect(await codeOf(follow(history[0]?.state, { ...pageOf(history), entries: [] }))).toBe("ledger.rollback");
  });

  it("stops when the server has nothing at all", async () => {
    expect(await codeOf(follow(undefined, { entries: [], seq: -1, head: new Uint8Array(32) }))).toBe("ledger.rollback");
  });

  it("keeps what the server sent as evidence", async () => {
    const page = { entries: [], seq: 1, head: ledgerHeadOf(otherBranch.entry) };
    const followed = await follow(history[1]?.state, page);
    expect(followed.kind === "stopped" ? followed.evidence : []).toEqual([page.head]);
  });

  it("names the entry that no household can have, with all before it", async () => {
    const page = { ...pageOf(history), entries: [...pageOf(history).entries, otherBranch.entry], seq: 2 };
    const followed = await follow(undefined, page);
    expect(followed.kind === "stopped" ? followed.offence : undefined).toEqual({
      before: pageOf(history).entries,
      entry: otherBranch.entry,
    });
  });

  it("takes nothing in from an entry on that is too early, and does not stop", async () => {
    const wait = { code: "ledger.wrong_time", untilMs: 5 } as const;
    const followed = await follow(undefined, pageOf(history), (before) => (before === undefined ? "take" : wait));
    expect(followed).toMatchObject({ kind: "followed", isComplete: true, wait, state: { seq: 0 } });
    expect(followed.kind === "followed" ? followed.accepted.length : 0).toBe(1);
  });

  it("stops at an invalid entry also behind one that is too early", async () => {
    const wait = { code: "ledger.too_early", untilMs: 5 } as const;
    const page = { ...pageOf(history), entries: [...pageOf(history).entries, otherBranch.entry], seq: 2 };
    expect(await codeOf(follow(undefined, page, () => wait))).toBe("ledger.wrong_sequence");
  });

  it("stops at an entry that its gate refuses, and takes nothing in", async () => {
    const gate: Gate = (before) => (before === undefined ? "take" : "refuse");
    expect(await codeOf(follow(undefined, pageOf(history), gate))).toBe("ledger.too_early");
  });

  function follow(state: LedgerState | undefined, page: LedgerPage, gate: Gate = () => "take"): Promise<Followed> {
    const createHash = history[0]?.state.createHash ?? new Uint8Array();
    return followLedger(state, createHash, page, gate);
  }
});

function pageOf(entries: readonly SignedEntry[]): LedgerPage {
  const last = entries.at(-1);
  if (last === undefined) throw new Error("a page has entries");
  return { entries: entries.map(({ entry }) => entry), seq: last.state.seq, head: last.state.head };
}

async function codeOf(following: Promise<Followed>): Promise<string | undefined> {
  const followed = await following;
  return followed.kind === "stopped" ? followed.code : undefined;
}
