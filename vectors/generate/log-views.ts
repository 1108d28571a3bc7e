// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/log-view: answers of a server about the log, followed one after the other. */
import { encodeHex } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { makeLaneLeaf } from "@nightlatch/protocol/keys";
import type { LogAnswer, ShownLeaf } from "@nightlatch/protocol/log";
import { decodeLaneLeaf, encodeLaneLeaf, LANE_LEAF_CONTEXT, laneLeafSignedBytes } from "@nightlatch/protocol/wire";
import { ForkableLog, LoggedHousehold, TEST_NOW_MS } from "@nightlatch/testkit";
import { createEd25519Cosigner } from "@nightlatch/transparency/signing";
import { writeVectors, type VectorCase } from "./vector-file.ts";

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];
export async function generateLogViews(): Promise<void> {
  const start = await LoggedHousehold.create("vectors/log-view");
  const first = await start.answerWith(0, []);
  const home = start.copy();
  await home.addMember();
  const grown = await home.answer(2);
  const hubless = start.copy();
  await hubless.remove(hubless.hub);
  await hubless.addMember();
  const cases = [
    { name: "the first hub, by the log's own word", before: [], answer: first, isFresh: true, provedSeq: 1 },
    { name: "a member, witnessed by the hub", before: [first], answer: grown, isFresh: true, provedSeq: 2 },
    ...(await weakCases(home, first)),
    ...(await hublessCases(hubless, first)),
    ...(await brokenLogs(start, first)),
    ...(await brokenLanes(start, first)),
  ];
  writeVectors(
    "protocol/log-view",
    "The answers `before` are followed, then `answer`, by a device that has the first `has` of `entries` (all when " +
      "absent; of `hubless` where `history` says so), at `nowMs`, `before` at `beforeMs` where that is there. It signed the " +
      "entries `own` itself. `stop` is a refusal with evidence, `error` one without.",
    cases.map((one) => ({ nowMs: TEST_NOW_MS, ...one, before: one.before.map(asJson), answer: asJson(one.answer) })),
    { entries: home.entries, hubless: hubless.entries },
  );
}

type Followed = VectorCase & Readonly<{ before: readonly LogAnswer[]; answer: LogAnswer }>;

/** Nothing is wrong with the log; it is not good enough to let someone in. */
async function weakCases(home: LoggedHousehold, first: LogAnswer): Promise<readonly Followed[]> {
  const bare = await home.answerWith(2, []);
  const witnessed = await home.answer(2);
  const stranger = createEd25519Cosigner(home.cosigner.key.name, noteKeyFromSeed(home.random(32)));
  const impostor = await home.answerWith(2, [{ by: stranger, atMs: TEST_NOW_MS }]);
  const at = { before: [first], isFresh: false, provedSeq: 1 };
  const [quorum, stale, wrong] = ["transparency.no_quorum", "transparency.stale", "transparency.wrong_time"];
  return [
    { name: "no cosignature of the hub", ...at, answer: bare, problem: quorum },
    { name: "a cosignature in the hub's name by another key", ...at, answer: impostor, problem: quorum },
    {
      name: "witnessed over five minutes ago",
      ...at,
      answer: witnessed,
      nowMs: TEST_NOW_MS + 5 * MINUTE_MS + 1,
      problem: stale,
    },
    {
      name: "witnessed five minutes ago",
      ...at,
      answer: witnessed,
      nowMs: TEST_NOW_MS + 5 * MINUTE_MS,
      isFresh: true,
      provedSeq: 2,
    },
    {
      name: "witnessed over five minutes ahead",
      ...at,
      answer: witnessed,
      nowMs: TEST_NOW_MS - 5 * MINUTE_MS - 1,
      problem: wrong,
    },
    { name: "an entry that the device has not got", ...at, has: 2, answer: witnessed, problem: "ledger.withheld" },
    {
      name: "the same tree without the cosignature that it had",
      before: [first, witnessed],
      answer: await home.answerWith(3, []),
      isFresh: true,
      provedSeq: 2,
    },
    {
      name: "a cosignature from before the last one",
      before: [first, witnessed],
      answer: await home.answer(3, TEST_NOW_MS - 5 * MINUTE_MS - 1000),
      isFresh: false,
      problem: wrong,
      provedSeq: 2,
    },
  ];
}

/** Entry 2 puts the only hub out, entry 3 lets a member in. */
async function hublessCases(hubless: LoggedHousehold, first: LogAnswer): Promise<readonly Followed[]> {
  const [alone, byHub] = [await hubless.answerWith(2, []), await hubless.answer(2)];
  const again = await hubless.answerWith(4, []);
  const at = { history: "hubless", before: [first] };
  const waits = { isFresh: false, provedSeq: 1, problem: "transparency.no_quorum" };
  const day = { ...at, before: [first, alone], answer: again, beforeMs: TEST_NOW_MS };
  return [
    { name: "without the hub, whose removal is not proved", ...at, answer: alone, ...waits },
    { name: "by the hub that is put out", ...at, answer: byHub, isFresh: true, provedSeq: 3 },
    { name: "without the hub, which this device put out", ...at, answer: alone, own: [2], isFresh: true, provedSeq: 3 },
    { name: "without the hub, after which this device signed", ...at, answer: alone, own: [3], ...waits },
    { name: "without the hub for a moment less than a day", ...day, nowMs: TEST_NOW_MS + DAY_MS - 1, ...waits },
    { name: "without the hub for a day", ...day, nowMs: TEST_NOW_MS + DAY_MS, isFresh: true, provedSeq: 3 },
  ];
}

async function brokenLogs(start: LoggedHousehold, first: LogAnswer): Promise<readonly Followed[]> {
  const home = start.copy();
  const smaller = await home.answerWith(0, [], 1);
  const forked = home.log.forkAt(1);
  forked.append(home.random(214));
  const sameSize = { checkpoint: await forked.checkpoint(), consistency: [] };
  forked.append(home.random(214));
  const branch = { checkpoint: await forked.checkpoint(), consistency: forked.consistency(2) };
  await home.logHead();
  const answer = await home.answer(2);
  const unproved = { ...answer, consistency: [] };
  const { leaf } = answer;
  if (leaf === undefined) throw new Error("a leaf");
  const elsewhere = { ...answer, leaf: { ...leaf, index: 1 } };
  const foreign = { ...answer, checkpoint: await new ForkableLog("log.example/other").checkpoint() };
  const note = Uint8Array.from(answer.checkpoint);
  note[note.length - 3] = 0x2a;
  const before = [first];
  return [
    { name: "a smaller log", before, answer: smaller, stop: "transparency.rollback" },
    { name: "another log of the same size", before, answer: sameSize, stop: "transparency.fork" },
    { name: "a larger log that is another one", before, answer: branch, stop: "transparency.proof_invalid" },
    { name: "a larger log without a proof", before, answer: unproved, stop: "transparency.proof_invalid" },
    { name: "a leaf at another place", before, answer: elsewhere, stop: "transparency.proof_invalid" },
    { name: "a checkpoint of another log", before, answer: foreign, error: "transparency.wrong_log" },
    { name: "a note that is none", before, answer: { ...answer, checkpoint: note }, error: "transparency.malformed" },
    {
      name: "a hash of 31 bytes in a proof",
      before,
      answer: { ...answer, consistency: [new Uint8Array(31) as Uint8Array as Hash] },
      error: "transparency.malformed",
    },
  ];
}

async function brokenLanes(start: LoggedHousehold, first: LogAnswer): Promise<readonly Followed[]> {
  const shown = async (bend: (home: LoggedHousehold) => Promise<Omit<ShownLeaf, "inclusion" | "index">>) => {
    const home = start.copy();
    const made = await bend(home);
    home.leaves.push({ ...made, index: home.log.append(made.leaf) });
    return home.answer(2);
  };
  const otherHead = await shown((home) => {
    const previous = home.leaves.at(-1)?.leaf ?? new Uint8Array();
    const place = { signer: home.laneSignerOf(home.laneKey(1)), nextKey: home.laneKey(1), random: home.random };
    return makeLaneLeaf({ ...place, previous, head: home.random(32) as Uint8Array as Hash, seq: 1 });
  });
  const wrongKey = await shown(async (home) => {
    const made = await home.makeLeaf();
    const stranger = await LoggedHousehold.create("vectors/log-view/stranger");
    const leaf = { ...decodeLaneLeaf(made.leaf), next: stranger.laneKey(0) };
    const signature = await home.laneSignerOf(leaf.key).sign(LANE_LEAF_CONTEXT, laneLeafSignedBytes(leaf));
    return { ...made, leaf: encodeLaneLeaf({ ...leaf, signature }) };
  });
  const sameSlot = await shown((home) => home.makeLeaf(home.leaves.at(-2)?.leaf));
  const foreign = await shown(async () => {
    const stranger = await LoggedHousehold.create("vectors/log-view/stranger");
    const { leaf, salt, seq } = stranger.leaves.at(-1) ?? (await stranger.logHead());
    return { leaf, salt, seq };
  });
  const junk = await shown((home) => Promise.resolve({ leaf: home.random(100), salt: home.random(32), seq: 1 }));
  const wrongSalt = await shown(async (home) => ({ ...(await home.makeLeaf()), salt: home.random(32) }));
  const before = [first];
  return [
    { name: "a leaf over another head", before, answer: otherHead, stop: "ledger.fork" },
    { name: "a leaf with another salt", before, answer: wrongSalt, stop: "ledger.fork" },
    { name: "a leaf that announces a stranger's key", before, answer: wrongKey, stop: "lane.wrong_key" },
    { name: "a second leaf in one slot", before, answer: sameSlot, stop: "lane.fork" },
    { name: "another household's leaf", before, answer: foreign, stop: "lane.wrong_lane" },
    { name: "a leaf that is none", before, answer: junk, stop: "lane.malformed" },
  ];
}

function asJson({ checkpoint, consistency, leaf }: LogAnswer) {
  return { checkpoint: encodeHex(checkpoint), consistency, leaf };
}
