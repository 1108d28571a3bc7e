// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a hub does about a log that is read to its end: finds, waits, writes its own leaves, tells its household. */
import { encodeHex } from "@nightlatch/bytes";
import { laneSigner, makeLaneLeaf, setRules } from "@nightlatch/protocol/keys";
import { decodeEvidence, judgeEvidence, logEvidence } from "@nightlatch/protocol/log";
import type { RecordContent } from "@nightlatch/protocol/seal";
import { decodeLaneLeaf, laneGroup } from "@nightlatch/protocol/wire";
import { epochOf, LoggedHousehold } from "@nightlatch/testkit";
import { parseCheckpoint, parseNote } from "@nightlatch/transparency/verify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LoggedHub } from "./logged-hub.fixture.ts";

const LOOK_MS = 15_000;
const DAY_MS = 24 * 60 * 60 * 1000;
let home: LoggedHousehold;
let hub: LoggedHub;

beforeEach(async () => {
  home = await LoggedHousehold.create("log keeper");
  hub = new LoggedHub(home);
  await hub.clock.untilAsleep();
});

afterEach(() => hub[Symbol.asyncDispose]());

describe("a hub that reads the log", () => {
  it("finds nothing in an honest one, however it grows", async () => {
    await home.addMember();
    hub.shownEntries = home.entries.length;
    for (let i = 0; i < 4; i += 1) await hub.clock.pass(LOOK_MS);
    expect(hub.book.view.size).toBe(home.log.size);
    expect([hub.finds(), hub.told, hub.alarms.isHalted]).toEqual([[], [], false]);
  });

  it("halts at two leaves in one slot, with proof for anyone, and tells its household", async () => {
    await twinOfLastLeaf();
    await hub.clock.pass(LOOK_MS);
    const [find] = hub.finds();
    expect(find?.code).toBe("lane.fork");
    expect(judgeEvidence(find?.bytes ?? new Uint8Array(0))).toMatchObject({ kind: "proves", code: "lane.fork" });
    expect(alarms()).toMatchObject([{ code: "lane.fork", evidence: find?.bytes }]);
    expect(hub.alarms.isHalted).toBe(true);
  });

  it("stays halted over a restart, and tells no second time", async () => {
    await twinOfLastLeaf();
    await hub.clock.pass(LOOK_MS);
    await hub.restart();
    expect(hub.alarms.isHalted).toBe(true);
    await twinOfLastLeaf();
    await hub.clock.pass(LOOK_MS);
    expect(alarms()).toHaveLength(1);
  });

  it("tells of a stranger's lane, and goes on: any stranger could have done that to its own", async () => {
    const other = await LoggedHousehold.create("next door", { log: home.log });
    home.log.append((await other.makeLeaf(other.leaves[0]?.leaf)).leaf);
    await hub.clock.pass(LOOK_MS);
    expect(alarms()).toMatchObject([{ code: "log.foreign_lane" }]);
    expect(hub.alarms.isHalted).toBe(false);
  });

  it("halts at a leaf in its own lane that nobody explains to it for half a minute, and not before", async () => {
    home.log.append(await foreignLeaf());
    await hub.clock.pass(LOOK_MS);
    await hub.clock.pass(29_000);
    expect(hub.alarms.isHalted).toBe(false);
    await hub.clock.pass(1000);
    expect(alarms()).toMatchObject([{ code: "ledger.withheld" }]);
    const [find] = hub.finds();
    expect(judgeEvidence(find?.bytes ?? new Uint8Array(0))).toMatchObject({ kind: "consistent" });
  });

  it("halts when the server names an entry of its household for half a minute without showing it", async () => {
    await home.addMember();
    await hub.clock.pass(LOOK_MS);
    await hub.clock.pass(29_000);
    expect(hub.alarms.isHalted).toBe(false);
    await hub.clock.pass(1000);
    expect(alarms()).toMatchObject([{ code: "ledger.withheld" }]);
  });

  it("is content when the entry comes after all, and gives the next one as long again", async () => {
    await home.addMember();
    await hub.clock.pass(LOOK_MS);
    hub.shownEntries = home.entries.length;
    await hub.clock.pass(29_000);
    await hub.clock.pass(LOOK_MS);
    await home.addMember();
    await hub.clock.pass(LOOK_MS);
    await hub.clock.pass(29_000);
    expect(alarms()).toEqual([]);
  });

  it("goes on when it has read ahead, for a cosignature, of what the server shows its household", async () => {
    const { size } = home.log;
    hub.shown.answer = (from) => home.answer(from, undefined, size);
    await home.addMember();
    hub.shownEntries = home.entries.length;
    const { text } = parseNote(await home.log.checkpoint());
    expect(await hub.keeper.mayVouch({ ...parseCheckpoint(text), checkpoint: await home.log.checkpoint() })).toBe(true);
    for (let i = 0; i < 4; i += 1) await hub.clock.pass(LOOK_MS);
    expect([hub.book.view.size, hub.finds(), alarms()]).toEqual([size, [], []]);
  });

  it("vouches for a tree with an entry that waits here: else the time that it waits for would stand still", async () => {
    await hub.clock.pass(LOOK_MS);
    const ahead = { ...home.making, nowMs: home.making.nowMs + DAY_MS / 24 };
    await home.take(await setRules(ahead, home.state, {}));
    hub.shownEntries = home.entries.length;
    const checkpoint = await home.log.checkpoint();
    expect(await hub.keeper.mayVouch({ ...parseCheckpoint(parseNote(checkpoint).text), checkpoint })).toBe(true);
    expect(hub.follower.waiting).toMatchObject({ code: "ledger.wrong_time", seq: home.state.seq });
    expect(hub.follower.state.seq).toBe(home.state.seq - 1);
  });

  it("vouches for no tree with a leaf of its own lane in it that it cannot open", async () => {
    home.log.append(await foreignLeaf());
    const checkpoint = await home.log.checkpoint();
    expect(await hub.keeper.mayVouch({ ...parseCheckpoint(parseNote(checkpoint).text), checkpoint })).toBe(false);
    expect(hub.alarms.isHalted).toBe(false);
  });

  it("only reports a tile that is not there: a server may be broken", async () => {
    hub.tileStatus = 404;
    await home.logHead();
    for (let i = 0; i < 4; i += 1) await hub.clock.pass(LOOK_MS);
    expect([hub.finds(), alarms(), hub.alarms.isHalted]).toEqual([[], [], false]);
    hub.tileStatus = undefined;
    await twinOfLastLeaf();
    await hub.clock.pass(LOOK_MS);
    expect(alarms()).toHaveLength(1);
  });

  it("halts at another log of the size that it saw", async () => {
    const branch = home.copy();
    await home.logHead();
    await hub.clock.pass(LOOK_MS);
    await branch.logHead();
    hub.shown.home = branch;
    await hub.clock.pass(LOOK_MS);
    const [find] = hub.finds();
    expect(judgeEvidence(find?.bytes ?? new Uint8Array(0))).toMatchObject({
      kind: "proves",
      code: "transparency.fork",
    });
    expect(decodeEvidence(find?.bytes ?? new Uint8Array(0)).lane).toEqual(home.state.lane);
  });
});

describe("a hub that writes in its household's lane", () => {
  it("writes a leaf by and by that follows the last one, so that quiet days look like others", async () => {
    const before = home.leaves.length;
    const last = decodeLaneLeaf(home.leaves.at(-1)?.leaf ?? new Uint8Array(0));
    // The chance that none is due within three days is e^-12.
    for (let i = 0; i < 3 * 24 && home.leaves.length === before; i += 1) await hub.clock.pass(DAY_MS / 24);
    const cover = home.leaves.at(-1);
    expect(cover?.seq).toBe(home.state.seq);
    expect(decodeLaneLeaf(cover?.leaf ?? new Uint8Array(0))).toMatchObject({ slot: last.slot + 1 });
    await hub.clock.pass(LOOK_MS);
    expect(alarms()).toEqual([]);
  });

  it("logs a head that its author did not log, after the author had time to", async () => {
    const seq = await unlogged();
    hub.shownEntries = home.entries.length;
    await hub.follower.sync();
    await hub.clock.pass(LOOK_MS);
    await hub.clock.pass(19_000);
    expect(home.leaves.at(-1)?.seq).toBe(seq - 1);
    await hub.clock.pass(1000);
    expect(home.leaves.at(-1)?.seq).toBe(seq);
  });

  it("writes nothing any more once it has found the log out", async () => {
    await twinOfLastLeaf();
    await hub.clock.pass(LOOK_MS);
    const before = home.leaves.length;
    for (let i = 0; i < 3; i += 1) await hub.clock.pass(DAY_MS);
    expect(home.leaves).toHaveLength(before);
  });
});

describe("an alarm", () => {
  it("that could not be said while the keys were about to change is said as soon as it can be, once", async () => {
    hub.isHeard = false;
    await twinOfLastLeaf();
    await hub.clock.pass(LOOK_MS);
    expect([hub.alarms.isHalted, alarms()]).toEqual([true, []]);
    await hub.restart();
    hub.isHeard = true;
    await hub.clock.pass(LOOK_MS);
    await hub.clock.pass(LOOK_MS);
    expect(alarms()).toMatchObject([{ code: "lane.fork", evidence: hub.finds()[0]?.bytes }]);
  });

  it("that the server did not take is said once more, under the key that the household has then", async () => {
    await twinOfLastLeaf();
    await hub.clock.pass(LOOK_MS);
    await hub.clock.pass(LOOK_MS);
    expect(alarms()).toHaveLength(1);
    hub.alarms.wasRefused(hub.alarmId());
    await hub.restart();
    await hub.clock.pass(LOOK_MS);
    expect(alarms()).toMatchObject([{ code: "lane.fork" }, { code: "lane.fork" }]);
    await hub.clock.pass(LOOK_MS);
    expect(alarms()).toHaveLength(2);
  });

  it("carries what a stranger can judge, also when the whole evidence is too large for a record", async () => {
    const entries = await longHistory();
    const forked = home.log.forkAt(1);
    for (let i = 1; i < home.log.size; i += 1) forked.append(home.random(214));
    const [older, newer] = [await home.log.checkpoint(), await forked.checkpoint()];
    const place = { code: "transparency.fork", atMs: 1, lane: home.state.lane, policy: home.log.policy() };
    await hub.alarms.raise(logEvidence({ ...place, older, newer, consistency: [], entries }));
    const [alarm] = alarms();
    const sent = alarm?.kind === "alarm" ? alarm.evidence : new Uint8Array(0);
    expect(judgeEvidence(sent)).toMatchObject({ kind: "proves", code: "transparency.fork" });
    const [kept] = hub.finds();
    expect(kept?.bytes.length).toBeGreaterThan(512 * 1024);
    expect(judgeEvidence(kept?.bytes ?? sent)).toMatchObject({ kind: "proves", code: "transparency.fork" });
  });

  it("about a restored disk is said once over all restarts, and halts nothing", async () => {
    for (let i = 0; i < 2; i += 1) {
      await hub.alarms.warn("hub.diary_conflict", "pair it anew");
      await hub.alarms.warn("hub.diary_conflict", "pair it anew");
      await hub.restart();
    }
    expect(alarms()).toMatchObject([
      { code: "hub.diary_conflict", detail: "pair it anew", evidence: new Uint8Array(0) },
    ]);
    expect(hub.alarms.isHalted).toBe(false);
  });
});

describe("a hub of a household without a log", () => {
  it("asks for nothing, and writes nothing", async () => {
    await using quiet = new LoggedHub(await LoggedHousehold.create("no log", { policy: "" }));
    for (let i = 0; i < 3; i += 1) await quiet.clock.pass(DAY_MS);
    expect([quiet.asked, quiet.told, quiet.finds()]).toEqual([0, [], []]);
  });
});

function alarms(): readonly RecordContent[] {
  return hub.told.filter(({ kind }) => kind === "alarm");
}

/** More than a record takes: the household's policy was written anew again and again. */
async function longHistory(): Promise<readonly Uint8Array[]> {
  const { making, random } = home;
  const entries = [...home.entries];
  let { state } = home;
  for (let i = 0; i < 70; i += 1) {
    const policy = `${home.log.policy()}# ${encodeHex(random(3900))}\n`;
    const signed = await setRules(making, state, { policy });
    entries.push(signed.entry);
    state = signed.state;
  }
  return entries;
}

/** The last leaf's slot once more, as whoever holds the lane's key can sign it. */
async function twinOfLastLeaf(): Promise<void> {
  home.log.append((await home.makeLeaf(home.leaves.at(-2)?.leaf)).leaf);
}

/** The lane goes on with a head that is none of the household's. */
async function foreignLeaf(): Promise<Uint8Array> {
  const { state, keyring, random } = home;
  const signer = laneSigner(state.lane, keyring.read(epochOf(state, laneGroup(state)).pkHash));
  const previous = home.leaves.at(-1)?.leaf ?? new Uint8Array(0);
  const head = random(32) as typeof state.head;
  return (await makeLaneLeaf({ signer, nextKey: signer.publicKey, head, seq: 7, previous, random })).leaf;
}

/** An entry without its leaf: its author's phone died in between. */
async function unlogged(): Promise<number> {
  const logged = home.copy();
  await logged.addMember();
  home.entries.push(...logged.entries.slice(home.entries.length));
  home.states.push(...logged.states.slice(home.states.length));
  return home.state.seq;
}
