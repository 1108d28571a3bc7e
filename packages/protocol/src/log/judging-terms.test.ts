// SPDX-License-Identifier: AGPL-3.0-or-later
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { ForkableLog, LoggedHousehold, seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";
import { createEd25519Cosigner } from "@nightlatch/transparency/signing";
import { describe, expect, it } from "vitest";
import { addDevice, deviceFromSeed, leaveHousehold, setRules, witnessKeyOf } from "../keys/index.ts";
import { followLog, type Followed } from "./follow-log.ts";
import { LESSENING_MS } from "./judging-terms.ts";
import type { LogAnswer, OwnLedger } from "./log-answer.ts";
import { decodeLogView, encodeLogView, type LogView } from "./log-view.ts";
import { witnessNameOf } from "./effective-policy.ts";

const NO_QUORUM = { isFresh: false, problem: "transparency.no_quorum" };

/** Each step from what was kept on disk, as after a restart. */
function follow(view: LogView | undefined, answer: LogAnswer, ledger: OwnLedger, nowMs = TEST_NOW_MS): Followed {
  const kept = view === undefined ? undefined : decodeLogView(encodeLogView(view));
  const step = followLog(kept, answer, ledger, nowMs);
  if (step.kind === "stopped") throw new Error(`stopped: ${step.code}: ${step.detail}`);
  return step;
}

/** A device that saw the hub proved. Then somebody puts the hub out and lets a device in. */
async function withoutHub(seed: string) {
  const home = await LoggedHousehold.create(seed);
  const { view } = follow(undefined, await home.answer(), home.ledger());
  await home.remove(home.hub);
  await home.addMember();
  return { home, view, alone: await home.answerWith(2, []) };
}

describe("the terms by which a log is judged", () => {
  it("still ask for a hub whose removal is not proved: the log's word alone lets nobody in", async () => {
    const { home, view, alone } = await withoutHub("removed hub");
    const step = follow(view, alone, home.ledger());
    expect(step).toMatchObject({ ...NO_QUORUM, view: { provedSeq: 1, lessened: { seq: 2, sinceMs: TEST_NOW_MS } } });
  });

  it("let the hub go once it has signed that it is out", async () => {
    const { home, view } = await withoutHub("signed its removal");
    const proved = follow(view, await home.answer(2), home.ledger());
    expect(proved).toMatchObject({ isFresh: true, view: { provedSeq: 3 } });
    await home.addMember();
    const later = follow(proved.view, await home.answerWith(4, []), home.ledger());
    expect(later).toMatchObject({ isFresh: true, view: { provedSeq: 4 } });
    expect(later.view.lessened).toBeUndefined();
  });

  it("let a dead hub go after a day of this device's own, not a moment earlier", async () => {
    const { home, view, alone } = await withoutHub("dead hub");
    const { view: seen } = follow(view, alone, home.ledger());
    const dayLater = TEST_NOW_MS + LESSENING_MS;
    const again = await home.answerWith(4, []);
    expect(follow(seen, again, home.ledger(), dayLater - 1)).toMatchObject({ ...NO_QUORUM, view: { provedSeq: 1 } });
    expect(follow(seen, again, home.ledger(), dayLater)).toMatchObject({ isFresh: true, view: { provedSeq: 3 } });
  });

  it("begin the day anew with a further entry of that kind", async () => {
    const { home, view, alone } = await withoutHub("begun anew");
    const { view: seen } = follow(view, alone, home.ledger());
    const rules = await setRules(home.making, home.state, { policy: `${home.state.policy}# another\n` });
    await home.take(rules);
    const almost = TEST_NOW_MS + LESSENING_MS - 1;
    const { view: renewed } = follow(seen, await home.answerWith(4, []), home.ledger(), almost);
    expect(renewed.lessened).toEqual({ seq: 4, sinceMs: almost });
    const step = follow(renewed, await home.answerWith(5, []), home.ledger(), TEST_NOW_MS + LESSENING_MS);
    expect(step).toMatchObject(NO_QUORUM);
  });

  it("do not ask a device to doubt the removal that it signed itself", async () => {
    const { home, view, alone } = await withoutHub("own removal");
    const own = home.ledger(home.state.seq, (seq) => seq === 2);
    expect(follow(view, alone, own)).toMatchObject({ isFresh: true, view: { provedSeq: 3 } });
    const others = home.ledger(home.state.seq, (seq) => seq === 3);
    expect(follow(view, alone, others)).toMatchObject(NO_QUORUM);
  });

  it("believe a hub that leaves of its own will", async () => {
    const home = await LoggedHousehold.create("leaving hub");
    const { view } = follow(undefined, await home.answer(), home.ledger());
    const hub = { actor: home.hub, random: home.random, nowMs: TEST_NOW_MS };
    await home.take(await leaveHousehold(hub, home.state));
    expect(follow(view, await home.answerWith(2, []), home.ledger())).toMatchObject({ isFresh: true });
  });

  it("ask the hub that stays, and not the one that was put out", async () => {
    const home = await LoggedHousehold.create("two hubs");
    const second = await deviceFromSeed(home.random(32));
    const witness = witnessKeyOf(second).publicKey;
    const place = { state: home.state, keyring: home.keyring };
    await home.take(await addDevice(home.making, { ...place, keys: second.publicKeys, role: "hub", witness }));
    const { view: first } = follow(undefined, await home.answer(), home.ledger(1));
    const { view } = follow(first, await home.answer(3), home.ledger());
    expect(view.provedSeq).toBe(2);
    await home.remove(home.hub);
    expect(follow(view, await home.answer(3), home.ledger())).toMatchObject(NO_QUORUM);
    const cosigner = createEd25519Cosigner(witnessNameOf(second.id), witnessKeyOf(second));
    const byOther = await home.answerWith(3, [{ by: cosigner, atMs: TEST_NOW_MS }]);
    expect(follow(view, byOther, home.ledger())).toMatchObject({ isFresh: true, view: { provedSeq: 3 } });
  });

  it("keep the witnesses that an unproved policy leaves out", async () => {
    const outside = createEd25519Cosigner("witness.example/w1", noteKeyFromSeed(seededRandom("terms/w1")(32)));
    const log = new ForkableLog();
    const policy = log.policy(`witness w1 ${outside.vkey}\nquorum w1\n`);
    const home = await LoggedHousehold.create("dropped witness", { log, policy });
    const [byOutside, byHub] = [outside, home.cosigner].map((by) => ({ by, atMs: TEST_NOW_MS }));
    if (byOutside === undefined || byHub === undefined) throw new Error("two");
    const { view } = follow(undefined, await home.answerWith(0, [byOutside]), home.ledger());
    expect(view.provedSeq).toBe(1);
    await home.take(await setRules(home.making, home.state, { policy: log.policy() }));
    const byHubAlone = await home.answerWith(2, [byHub]);
    expect(follow(view, byHubAlone, home.ledger())).toMatchObject({ ...NO_QUORUM, view: { provedSeq: 1 } });
    const proved = follow(view, await home.answerWith(2, [byOutside, byHub]), home.ledger());
    expect(proved).toMatchObject({ isFresh: true, view: { provedSeq: 2 } });
    expect(follow(proved.view, await home.answerWith(3, [byHub]), home.ledger())).toMatchObject({ isFresh: true });
  });

  it("take the first policy of a household that was made without one", async () => {
    const log = new ForkableLog();
    const home = await LoggedHousehold.create("first policy", { log, policy: "" });
    await home.take(await setRules(home.making, home.state, { policy: log.policy() }));
    expect(follow(undefined, await home.answerWith(0, []), home.ledger())).toMatchObject({ isFresh: true });
  });
});
