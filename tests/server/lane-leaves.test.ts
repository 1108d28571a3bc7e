// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household's leaves over HTTP: which the server takes, which it refuses, and that a proof of one holds. */
import { equalBytes } from "@nightlatch/bytes";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import {
  addDevice,
  createHousehold,
  deviceFromSeed,
  laneSigner,
  makeLaneLeaf,
  removeDevices,
  type MadeLaneLeaf,
} from "@nightlatch/protocol/keys";
import { formatId, laneGroup, laneHeadCommitment, signLaneLeaf } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leafText, LoggedHome } from "../constellation/logged-home.ts";
import { enrol, inText, startTestServer, type TestServer } from "../constellation/test-server.ts";

let running: TestServer;

beforeAll(async () => {
  running = await startTestServer();
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const found = (seed: string) => LoggedHome.found(running.http, running.server.url, seed);

/** The next entry of a household, without anyone having sent it. */
async function nextEntry({ making, state, keyring, random }: LoggedHome) {
  const { publicKeys: keys } = await deviceFromSeed(random(32));
  return addDevice(making, { state, keyring, keys, role: "member" });
}

describe("a household's lane", () => {
  it("begins with the household, goes on with each entry, and is proved to its devices", async () => {
    const home = await found("linear");
    await home.addDevice("member");
    await home.untilLogged();
    const first = await home.follow(undefined);
    if (first.kind !== "followed") throw new Error(first.code);
    expect(first.view).toMatchObject({ leaf: { seq: 1 }, provedSeq: 1 });
    await home.addDevice("member");
    await home.untilLogged();
    expect(await home.follow(first.view)).toMatchObject({ kind: "followed", view: { provedSeq: 2 } });
    const { leaf, seq, index } = await home.session.call("readLane", {});
    expect([leaf, seq]).toEqual([leafText(await lastOf(home)).leaf, 2]);
    expect(index).toBeGreaterThan(0);
  });

  it("goes on under a new key when someone was put out", async () => {
    const home = await found("rotated");
    const member = await home.addDevice("member");
    const { state, keyring } = home;
    await home.append(await removeDevices(home.making, { state, keyring, remove: [member.id] }));
    await home.cover(home.session);
    await home.untilLogged();
    expect(await home.follow(undefined)).toMatchObject({ kind: "followed", view: { provedSeq: 2 } });
  });

  it("is empty for a household that never logged, and begins with whatever head it has then", async () => {
    const home = await enrol(running.http, "no leaf yet");
    expect(await home.as.member.call("readLane", {})).toEqual({});
    expect((await home.as.member.call("readLogProof", { query: {} })).leaf).toBeUndefined();
    const { state, keyring, random } = home;
    const [first] = keyring.epochs.filter(({ group }) => formatId(group) === formatId(laneGroup(state)));
    if (first === undefined) throw new Error("the owner holds the lane group");
    const signer = laneSigner(state.lane, first);
    const { head, seq } = state;
    const made = await makeLaneLeaf({ signer, nextKey: signer.publicKey, head, seq, random });
    expect(await home.as.hub.call("putLeaf", { body: { ...leafText(made), seq } })).toEqual({ slot: 0 });
  });

  it("begins by its first key alone: by a later one it could begin in another household's lane", async () => {
    const home = await enrol(running.http, "later key");
    const { owner, random, member } = home;
    const making = { actor: owner, random, nowMs: TEST_NOW_MS };
    const removal = { state: home.state, keyring: home.keyring, remove: [member.id] };
    const { state, keyring, ...removed } = await removeDevices(making, removal);
    await home.as.owner.call("appendEntry", { body: inText(removed) });
    const signers = keyring.epochs
      .filter(({ group }) => formatId(group) === formatId(laneGroup(state)))
      .map((epoch) => laneSigner(state.lane, epoch));
    const next = state.laneKeys.at(-1)?.key;
    const leafBy = async (key: Uint8Array | undefined) => {
      const signer = signers.find(({ publicKey }) => key !== undefined && equalBytes(publicKey, key));
      if (signer === undefined || next === undefined) throw new Error("the owner holds every lane key");
      const made = await makeLaneLeaf({ signer, nextKey: next, head: state.head, seq: state.seq, random });
      return home.as.hub.call("putLeaf", { body: { ...leafText(made), seq: state.seq } });
    };
    await expect(leafBy(next)).rejects.toMatchObject({ code: "leaf.refused" });
    expect(await leafBy(state.laneKeys[0]?.key)).toEqual({ slot: 0 });
  });

  it("answers the same leaf again alike, and stores it once", async () => {
    const home = await found("again");
    const made = await home.makeLeaf();
    const body = { ...leafText(made), seq: made.seq };
    expect(await home.session.call("putLeaf", { body })).toEqual({ slot: 1 });
    expect(await home.session.call("putLeaf", { body })).toEqual({ slot: 1 });
    const other = await home.makeLeaf();
    const call = home.session.call("putLeaf", { body: { ...leafText(other), seq: other.seq } });
    await expect(call).rejects.toMatchObject({ code: "ledger.conflict", status: 409 });
  });

  it("takes a leaf from its owner and its hub, and from nobody else", async () => {
    const home = await found("who may");
    const [hub, member] = [await home.addDevice("hub"), await home.addDevice("member")];
    await home.cover(home.sessionOf(hub));
    await home.cover(home.session);
    const denied = home.cover(home.sessionOf(member));
    await expect(denied).rejects.toMatchObject({ code: "access.denied" });
    const stranger = await found("who may not");
    const foreign = await stranger.makeLeaf();
    const call = home.session.call("putLeaf", { body: { ...leafText(foreign), seq: 0 } });
    await expect(call).rejects.toMatchObject({ code: "leaf.refused" });
  });
});

describe("an entry's leaf", () => {
  const anotherKey = (home: LoggedHome) => signerFromSeed(home.random(32));

  it.each<[string, string, (home: LoggedHome, entry: Awaited<ReturnType<typeof nextEntry>>) => Promise<MadeLaneLeaf>]>([
    ["commits to the head before", "leaf.refused", (home) => home.makeLeaf()],
    [
      "commits to another entry's number",
      "leaf.refused",
      (home, { state }) => home.makeLeaf({ head: state.head, seq: state.seq + 1 }),
    ],
    [
      "comes with another salt",
      "leaf.refused",
      async (home, { state }) => ({
        ...(await home.makeLeaf({ head: state.head, seq: state.seq })),
        salt: home.random(32),
      }),
    ],
    [
      "announces a key that the ledger does not know",
      "leaf.refused",
      (home, { state }) => home.makeLeaf({ head: state.head, seq: state.seq, nextKey: anotherKey(home).publicKey }),
    ],
    [
      "has one flipped bit",
      "leaf.refused",
      async (home, { state }) => {
        const made = await home.makeLeaf({ head: state.head, seq: state.seq });
        const leaf = Uint8Array.from(made.leaf);
        leaf[leaf.length - 1] = (leaf.at(-1) ?? 0) ^ 1;
        return { ...made, leaf };
      },
    ],
    [
      "is a first leaf of another lane",
      "leaf.refused",
      async (home, { state }) => {
        const signer = anotherKey(home);
        const made = await home.makeLeaf({ head: state.head, seq: state.seq });
        const commitment = laneHeadCommitment(made.salt, state.seq, state.head);
        return { ...made, leaf: await signLaneLeaf(signer, { kind: "household", commitment, next: signer.publicKey }) };
      },
    ],
  ])("that %s is refused, and the entry with it", async (name, code, make) => {
    const home = await found(name);
    const signed = await nextEntry(home);
    const made = await make(home, signed);
    const call = home.session.call("appendEntry", { body: { ...inText(signed), leaf: leafText(made) } });
    await expect(call).rejects.toMatchObject({ code });
    expect((await home.session.call("readEntries", { query: {} })).seq).toBe(home.state.seq);
    expect(await home.session.call("readLane", {})).toMatchObject({ seq: 0 });
  });

  it("that another leaf was faster than is a conflict, and the entry is not taken", async () => {
    const home = await found("raced");
    const hub = await home.addDevice("hub");
    const signed = await nextEntry(home);
    const stale = await home.makeLeaf({ head: signed.state.head, seq: signed.state.seq });
    await home.cover(home.sessionOf(hub));
    const call = home.session.call("appendEntry", { body: { ...inText(signed), leaf: leafText(stale) } });
    await expect(call).rejects.toMatchObject({ code: "ledger.conflict" });
    expect((await home.session.call("readEntries", { query: {} })).seq).toBe(home.state.seq);
    await home.append(signed);
    expect(await home.session.call("readLane", {})).toMatchObject({ seq: 2 });
  });

  it("has to be there for no entry: a hub logs the head that its author could not", async () => {
    const home = await found("logged later");
    const hub = await home.addDevice("hub");
    const signed = await nextEntry(home);
    await home.session.call("appendEntry", { body: inText(signed) });
    const { head, seq } = signed.state;
    const made = await home.makeLeaf({ head, seq });
    const asHub = home.sessionOf(hub);
    for (const wrong of [seq - 1, seq + 1]) {
      const call = asHub.call("putLeaf", { body: { ...leafText(made), seq: wrong } });
      await expect(call).rejects.toMatchObject({ code: "leaf.refused" });
    }
    await asHub.call("putLeaf", { body: { ...leafText(made), seq } });
    expect(await asHub.call("readLane", {})).toMatchObject({ seq });
  });

  it("of a household's first entry has to be signed by the key that the entry names", async () => {
    const home = await found("first leaf");
    const signer = signerFromSeed(home.random(32));
    const created = await createHousehold({ actor: home.owner, random: home.random, nowMs: TEST_NOW_MS });
    const { head, seq } = created.state;
    const made = await makeLaneLeaf({ signer, nextKey: signer.publicKey, head, seq, random: home.random });
    const call = running.http.call("createHousehold", { body: { ...inText(created), leaf: leafText(made) } });
    await expect(call).rejects.toMatchObject({ code: "leaf.refused", status: 422 });
  });
});

async function lastOf(home: LoggedHome): Promise<Pick<MadeLaneLeaf, "leaf" | "salt">> {
  const { leaf } = await home.answer();
  if (leaf === undefined) throw new Error("the household has a leaf in the log");
  return leaf;
}
