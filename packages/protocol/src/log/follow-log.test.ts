// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Hash } from "@nightlatch/crypto/keys";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import { LoggedHousehold, seededRandom, TEST_NOW_MS, ForkableLog } from "@nightlatch/testkit";
import { createEd25519Cosigner } from "@nightlatch/transparency/signing";
import { describe, expect, it } from "vitest";
import { decodeLaneLeaf, encodeLaneLeaf, LANE_LEAF_CONTEXT, laneLeafSignedBytes } from "../wire/index.ts";
import type { LaneLeaf } from "../wire/index.ts";
import { makeLaneLeaf, setRules } from "../keys/index.ts";
import { followLog, type Followed } from "./follow-log.ts";
import { freshnessProblem } from "./freshness.ts";
import { judgeEvidence } from "./judge-evidence.ts";
import { encodeEvidence } from "./evidence.ts";
import type { LogAnswer, OwnLedger } from "./log-answer.ts";
import { decodeLogView, encodeLogView, NO_LOG_VIEW, type LogView } from "./log-view.ts";

const MINUTE_MS = 60_000;

function follow(view: LogView | undefined, answer: LogAnswer, ledger: OwnLedger, nowMs = TEST_NOW_MS): Followed {
  const step = followLog(view, answer, ledger, nowMs);
  if (step.kind === "stopped") throw new Error(`stopped: ${step.code}: ${step.detail}`);
  return step;
}

function stop(view: LogView | undefined, answer: LogAnswer, ledger: OwnLedger) {
  const step = followLog(view, answer, ledger, TEST_NOW_MS);
  if (step.kind === "followed") throw new Error(`followed: ${step.problem ?? "fresh"}`);
  return { code: step.code, verdict: judgeEvidence(encodeEvidence(step.evidence)) };
}

/** A household that a device followed up to its last entry. */
async function settled(seed: string) {
  const home = await LoggedHousehold.create(seed);
  return { home, view: follow(undefined, await home.answer(), home.ledger()).view };
}

describe("a device that follows the log", () => {
  it("proves the first hub by the log's own word, and every later entry by the hub's, too", async () => {
    const home = await LoggedHousehold.create("first hub");
    const alone = follow(undefined, await home.answerWith(0, []), home.ledger());
    expect(alone).toMatchObject({ isFresh: true, view: { provedSeq: 1, size: 2, cosignedBy: [] } });
    expect(alone.view.witnessedMs).toBeUndefined();

    await home.addMember();
    const unwitnessed = follow(alone.view, await home.answerWith(2, []), home.ledger());
    expect(unwitnessed).toMatchObject({
      isFresh: false,
      problem: "transparency.no_quorum",
      view: { provedSeq: 1, size: 3 },
    });
    const witnessed = follow(unwitnessed.view, await home.answer(3), home.ledger());
    expect(witnessed).toMatchObject({ isFresh: true, view: { provedSeq: 2, cosignedBy: [home.cosigner.key.name] } });
    expect(witnessed.view.witnessedMs).toBe(TEST_NOW_MS);
  });

  it("asks for the policy's quorum and for a hub of its own: either alone is too little", async () => {
    const outside = createEd25519Cosigner("witness.example/w1", noteKeyFromSeed(seededRandom("w1")(32)));
    const log = new ForkableLog();
    const policy = log.policy(`witness w1 ${outside.vkey}\nquorum w1\n`);
    const home = await LoggedHousehold.create("quorum", { log, policy });
    const [byHub, byOutside] = [
      { by: home.cosigner, atMs: TEST_NOW_MS },
      { by: outside, atMs: TEST_NOW_MS },
    ];
    const short = follow(undefined, await home.answerWith(0, []), home.ledger());
    expect(short).toMatchObject({ problem: "transparency.no_quorum", view: { provedSeq: -1 } });
    // Before a hub is proved its cosignature counts for nothing.
    expect(follow(short.view, await home.answerWith(2, [byHub]), home.ledger()).problem).toBe("transparency.no_quorum");
    const proved = follow(short.view, await home.answerWith(2, [byOutside]), home.ledger());
    expect(proved.view.provedSeq).toBe(1);

    await home.logHead();
    const one = await home.answerWith(2, [byOutside]);
    expect(follow(proved.view, one, home.ledger()).problem).toBe("transparency.no_quorum");
    const other = await home.answerWith(2, [byHub]);
    expect(follow(proved.view, other, home.ledger()).problem).toBe("transparency.no_quorum");
    expect(follow(proved.view, await home.answerWith(2, [byHub, byOutside]), home.ledger()).isFresh).toBe(true);
  });

  it("does not believe a cosignature by a hub's name under another key", async () => {
    const { home, view } = await settled("impostor");
    await home.logHead();
    const impostor = createEd25519Cosigner(home.cosigner.key.name, noteKeyFromSeed(home.random(32)));
    const answer = await home.answerWith(2, [{ by: impostor, atMs: TEST_NOW_MS }]);
    expect(follow(view, answer, home.ledger()).problem).toBe("transparency.no_quorum");
  });

  it("proves nothing by a checkpoint that was witnessed too long ago, or in the future", async () => {
    const { home, view } = await settled("old");
    await home.addMember();
    const late = TEST_NOW_MS + 6 * MINUTE_MS;
    const answer = await home.answer(2);
    expect(follow(view, answer, home.ledger(), late)).toMatchObject({
      problem: "transparency.stale",
      isFresh: false,
      view: { provedSeq: 1, size: 3 },
    });
    const early = follow(view, answer, home.ledger(), TEST_NOW_MS - 6 * MINUTE_MS);
    expect(early).toMatchObject({ problem: "transparency.wrong_time", view: { provedSeq: 1 } });
    const { view: fresh } = follow(view, answer, home.ledger());
    expect(freshnessProblem(fresh, home.state, TEST_NOW_MS + 4 * MINUTE_MS)).toBeUndefined();
    expect(freshnessProblem(fresh, home.state, late)).toBe("transparency.stale");
  });

  it("never lets the witnessed time go back, and takes no old cosignature for a new one", async () => {
    const { home, view } = await settled("back in time");
    const { view: kept } = follow(view, await home.answer(2), home.ledger());
    const again = follow(kept, await home.answer(2, TEST_NOW_MS - MINUTE_MS), home.ledger());
    expect(again.view.witnessedMs).toBe(TEST_NOW_MS);
    await home.addMember();
    const old = follow(kept, await home.answer(2, TEST_NOW_MS - 6 * MINUTE_MS), home.ledger());
    expect(old).toMatchObject({ problem: "transparency.wrong_time", view: { provedSeq: 1, witnessedMs: TEST_NOW_MS } });
  });

  it("keeps the cosignatures that it had for a tree when the server leaves them out", async () => {
    const { home, view } = await settled("left out");
    const { view: kept } = follow(view, await home.answer(2), home.ledger());
    const bare = follow(kept, await home.answerWith(2, []), home.ledger());
    expect(bare).toMatchObject({ isFresh: true, view: { isWitnessed: true, checkpoint: kept.checkpoint } });
  });

  it("stops at a smaller log; only cosignatures can prove which came later", async () => {
    const { home, view } = await settled("rollback");
    const { view: kept } = follow(view, await home.answer(2), home.ledger());
    const bare = stop(kept, await home.answerWith(0, [], 1), home.ledger());
    expect(bare).toMatchObject({ code: "transparency.rollback", verdict: { kind: "consistent" } });
    const later = stop(kept, await home.answer(0, TEST_NOW_MS + MINUTE_MS, 1), home.ledger());
    expect(later).toMatchObject({ code: "transparency.rollback", verdict: { kind: "proves" } });
    const earlier = stop(kept, await home.answer(0, TEST_NOW_MS - MINUTE_MS, 1), home.ledger());
    expect(earlier.verdict.kind).toBe("consistent");
  });

  it("stops at another log of the same size, with evidence by the log's own hand", async () => {
    const { home, view } = await settled("fork");
    const forked = home.log.forkAt(1);
    forked.append(home.random(214));
    const { leaf: _leaf, ...answer } = await home.answer(2);
    const other = { ...answer, checkpoint: await forked.checkpoint() };
    const { code, verdict } = stop(view, other, home.ledger());
    expect(code).toBe("transparency.fork");
    expect(verdict).toMatchObject({
      kind: "proves",
      code: "transparency.fork",
      signedBy: ["log log.example/forkable"],
    });
  });

  it("stops at a larger log that does not grow from the one it saw", async () => {
    const { home, view } = await settled("branch");
    const forked = home.log.forkAt(1);
    forked.append(home.random(214));
    forked.append(home.random(214));
    const answer = { checkpoint: await forked.checkpoint(), consistency: forked.consistency(2) };
    const { code, verdict } = stop(view, answer, home.ledger());
    expect(code).toBe("transparency.proof_invalid");
    expect(verdict.kind).toBe("consistent");
  });

  it("stops at a leaf that is not where the server says", async () => {
    const { home, view } = await settled("elsewhere");
    const answer = await home.answer(2);
    const [first] = home.leaves;
    if (answer.leaf === undefined || first === undefined) throw new Error("a leaf");
    const moved = { ...answer, leaf: { ...answer.leaf, leaf: first.leaf, seq: 0, salt: first.salt } };
    expect(stop(view, moved, home.ledger())).toMatchObject({
      code: "transparency.proof_invalid",
      verdict: { kind: "consistent" },
    });
  });

  it("follows its lane through a change of keys, cover leaves and heads that nobody logged", async () => {
    const { home, view } = await settled("lane");
    const member = await home.addMember();
    await home.remove(member);
    await home.logHead();
    const step = follow(view, await home.answer(2), home.ledger());
    expect(step).toMatchObject({ isFresh: true, view: { provedSeq: 3, size: 5 } });
    expect(home.state.laneKeys).toHaveLength(2);
  });

  it("says that entries are withheld, proves nothing by them, and has the evidence ready", async () => {
    const { home, view } = await settled("withheld");
    await home.addMember();
    const step = follow(view, await home.answer(2), home.ledger(1));
    expect(step).toMatchObject({ isFresh: false, problem: "ledger.withheld", view: { provedSeq: 1, size: 3 } });
    if (step.evidence === undefined) throw new Error("evidence");
    expect(judgeEvidence(encodeEvidence(step.evidence))).toMatchObject({ kind: "consistent" });
    expect(follow(step.view, await home.answer(3), home.ledger())).toMatchObject({ view: { provedSeq: 2 } });
  });

  it("stops when the log holds another head than its ledger", async () => {
    const { home, view } = await settled("other head");
    const head = home.random(32) as Uint8Array as Hash;
    const place = { signer: home.laneSignerOf(home.laneKey(1)), nextKey: home.laneKey(1), random: home.random };
    const previous = home.leaves.at(-1)?.leaf ?? new Uint8Array();
    const made = await makeLaneLeaf({ ...place, previous, head, seq: 1 });
    home.leaves.push({ ...made, index: home.log.append(made.leaf) });
    const { code, verdict } = stop(view, await home.answer(2), home.ledger());
    expect(code).toBe("ledger.fork");
    // Nobody signed how the commitment opens: a stranger has the server's word for it.
    expect(verdict.kind).toBe("consistent");
  });

  it("stops when a removed device announces a key of its own in the lane", async () => {
    const { home, view } = await settled("own key");
    const evil = signerFromSeed(home.random(32));
    const made = await home.makeLeaf();
    const leaf = await resign(home, { ...decodeLaneLeaf(made.leaf), next: evil.publicKey });
    home.leaves.push({ ...made, leaf, index: home.log.append(leaf) });
    const { code, verdict } = stop(view, await home.answer(2), home.ledger());
    expect(code).toBe("lane.wrong_key");
    expect(verdict).toMatchObject({ kind: "proves", code: "lane.wrong_key", signedBy: ["log log.example/forkable"] });
  });

  it("stops at two leaves in one slot, which the log cannot deny", async () => {
    const { home, view } = await settled("two leaves");
    const before = home.leaves.at(-2)?.leaf;
    const twin = await home.logHead(home.log, before);
    expect(decodeLaneLeaf(twin.leaf).slot).toBe(1);
    const { code, verdict } = stop(view, await home.answer(2), home.ledger());
    expect(code).toBe("lane.fork");
    expect(verdict).toMatchObject({ kind: "proves", code: "lane.fork", signedBy: ["log log.example/forkable"] });
  });

  it("stops at a leaf of another household's lane", async () => {
    const { home, view } = await settled("mine");
    const other = await LoggedHousehold.create("yours", { log: home.log });
    const answer = await home.answer(2);
    const { leaf } = await other.answer(2);
    if (leaf === undefined) throw new Error("a leaf");
    expect(stop(view, { ...answer, leaf }, home.ledger()).code).toBe("lane.wrong_lane");
  });

  it("throws for what the log did not sign, and for a spoilt cosignature", async () => {
    const { home, view } = await settled("thrown");
    const answer = await home.answer(2);
    const elsewhere = new ForkableLog("log.example/other");
    const foreign = { ...answer, checkpoint: await elsewhere.checkpoint() };
    expect(() => followLog(view, foreign, home.ledger(), TEST_NOW_MS)).toThrow(
      expect.objectContaining({ code: "transparency.wrong_log" }),
    );
    const unsigned = { ...answer, checkpoint: new TextEncoder().encode("log.example/forkable\n") };
    expect(() => followLog(view, unsigned, home.ledger(), TEST_NOW_MS)).toThrow(
      expect.objectContaining({ code: "transparency.malformed" }),
    );
    const short = { ...answer, consistency: [new Uint8Array(31)] as never };
    expect(() => followLog(view, short, home.ledger(), TEST_NOW_MS)).toThrow(
      expect.objectContaining({ code: "transparency.malformed" }),
    );
  });

  it("believes no server's word in a household that was made before there was a log", async () => {
    const home = await LoggedHousehold.create("no log", { policy: "" });
    expect(follow(undefined, await home.answer(), home.ledger())).toEqual({
      kind: "followed",
      view: NO_LOG_VIEW,
      isFresh: false,
      problem: "transparency.no_log",
    });
  });

  it("goes over to another log when an owner names one, and keeps what was proved", async () => {
    const { home, view } = await settled("moves");
    const next = new ForkableLog("log.example/next");
    const moved = await setRules(home.making, home.state, { policy: next.policy() });
    await home.take(moved);
    const cosigned = await next.checkpoint([{ by: home.cosigner, atMs: TEST_NOW_MS }]);
    const here = home.ledger(2, () => true);
    const step = follow(view, { checkpoint: cosigned, consistency: [] }, here);
    expect(step.view).toMatchObject({ origin: "log.example/next", size: 0, provedSeq: 1 });
    const back = await home.answer(0);
    expect(() => followLog(step.view, back, here, TEST_NOW_MS)).toThrow(
      expect.objectContaining({ code: "transparency.wrong_log" }),
    );
  });

  it("keeps its view as bytes, and takes none that are not its own", async () => {
    const { home, view } = await settled("kept");
    const { view: witnessed } = follow(view, await home.answer(2), home.ledger());
    for (const one of [NO_LOG_VIEW, view, witnessed]) expect(decodeLogView(encodeLogView(one))).toEqual(one);
    expect(() => decodeLogView(encodeLogView(view).subarray(1))).toThrow(
      expect.objectContaining({ code: "protocol.malformed" }),
    );
  });
});

async function resign(home: LoggedHousehold, leaf: LaneLeaf): Promise<Uint8Array> {
  const signature = await home.laneSignerOf(leaf.key).sign(LANE_LEAF_CONTEXT, laneLeafSignedBytes(leaf));
  return encodeLaneLeaf({ ...leaf, signature });
}
