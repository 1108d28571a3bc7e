// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeUtf8, equalBytes } from "@nightlatch/bytes";
import { merkleLeafHash, merkleRoot } from "@nightlatch/crypto/merkle";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import { LoggedHousehold, seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { parsePolicy } from "@nightlatch/transparency/policy";
import { createLogSigner } from "@nightlatch/transparency/signing";
import { formatTlogProof } from "@nightlatch/transparency/verify";
import { describe, expect, it } from "vitest";
import { setRules } from "../keys/index.ts";
import { signManifest } from "../seal/index.ts";
import {
  decodeLedgerEntry,
  decodeSigned,
  encodeLedgerEntry,
  encodeRelease,
  encodeSigned,
  formatId,
  ID_BYTES,
  LEDGER_CONTEXT,
  MAX_LEDGER_ENTRY_BYTES,
  releaseCommitment,
  releaseFileOf,
  signLaneLeaf,
  type CameraId,
  type ClipContent,
  type ClipId,
} from "../wire/index.ts";
import type { Hash } from "@nightlatch/crypto/keys";
import { checkFiles } from "./check-files.ts";
import { decodeEvidence, encodeEvidence, type Evidence } from "./evidence.ts";
import { judgeEvidence } from "./judge-evidence.ts";
import { clipEvidence, laneEvidence, ledgerEvidence, logEvidence, releaseEvidence } from "./make-evidence.ts";

const judge = (evidence: Evidence) => judgeEvidence(encodeEvidence(evidence));
const occasion = (home: LoggedHousehold, code: string) => ({ code, atMs: TEST_NOW_MS, lane: home.state.lane });
const home = await LoggedHousehold.create("evidence");
const member = await home.addMember();
await home.remove(member);
const { entries, state } = home;

describe("evidence against a ledger", () => {
  it("proves an act of a removed device, and names it", async () => {
    const own = await setRules(home.making, state, {});
    const entry = decodeLedgerEntry(decodeSigned(own.entry, MAX_LEDGER_ENTRY_BYTES, "entry").bytes);
    const bytes = encodeLedgerEntry({ ...entry, actor: member.id });
    const offending = encodeSigned({ bytes, signature: await member.ledger.sign(LEDGER_CONTEXT, bytes) });
    expect(judge(ledgerEvidence({ ...occasion(home, "ledger.unknown_actor"), entries, offending }))).toMatchObject({
      kind: "proves",
      code: "ledger.unknown_actor",
      signedBy: [`device ${formatId(member.id)}`],
    });
  });

  it("proves two entries with one number, and names who signed the other one", async () => {
    const [one, twin] = [await setRules(home.making, state, {}), await setRules(home.making, state, {})];
    const made = { entries: [...entries, one.entry], offending: twin.entry };
    expect(judge(ledgerEvidence({ ...occasion(home, "ledger.fork"), ...made }))).toMatchObject({
      kind: "proves",
      signedBy: [`device ${formatId(home.owner.id)}`],
    });
  });

  it("says that anyone could have written what nobody signed", () => {
    const last = entries.at(-1) ?? new Uint8Array();
    const spoilt = Uint8Array.from(last);
    spoilt[spoilt.length - 1] = (spoilt.at(-1) ?? 0) ^ 1;
    const made = { entries: entries.slice(0, -1), offending: spoilt };
    expect(judge(ledgerEvidence({ ...occasion(home, "ledger.bad_signature"), ...made }))).toMatchObject({
      kind: "proves",
      signedBy: [],
    });
    expect(judge(ledgerEvidence({ ...occasion(home, "ledger.not_allowed"), ...made }))).toMatchObject({
      kind: "refuted",
    });
  });

  it("is refuted when the entry is the one in the history, or may well follow it", () => {
    const last = entries.at(-1) ?? new Uint8Array();
    const same = ledgerEvidence({ ...occasion(home, "ledger.fork"), entries, offending: last });
    expect(judge(same).kind).toBe("refuted");
    const fine = ledgerEvidence({ ...occasion(home, "ledger.fork"), entries: entries.slice(0, -1), offending: last });
    expect(judge(fine).kind).toBe("refuted");
  });

  it("is refuted when its own history does not hold, or is another household's", async () => {
    const holed = ledgerEvidence({
      ...occasion(home, "ledger.malformed"),
      entries: entries.slice(1),
      offending: Uint8Array.of(1),
    });
    expect(judge(holed).kind).toBe("refuted");
    const other = await LoggedHousehold.create("evidence of others");
    const borrowed = { ...occasion(home, "ledger.malformed"), entries: other.entries, offending: Uint8Array.of(1) };
    expect(judge(ledgerEvidence(borrowed)).kind).toBe("refuted");
    expect(judge(ledgerEvidence({ ...borrowed, lane: other.state.lane })).kind).toBe("proves");
  });
});

describe("evidence against a log", () => {
  const policy = state.policy;

  it("is refuted when the two checkpoints belong to one growing log", async () => {
    const [older, newer] = [await home.log.checkpoint([], 1), await home.log.checkpoint([], 3)];
    const consistency = home.log.consistency(1, 3);
    const made = { ...occasion(home, "transparency.fork"), policy, older, newer, consistency };
    expect(judge(logEvidence(made)).kind).toBe("refuted");
    expect(judge(logEvidence({ ...made, code: "transparency.proof_invalid", entries })).kind).toBe("refuted");
  });

  it("is refuted when the log did not sign a checkpoint in it", async () => {
    const older = await home.log.checkpoint();
    const spoilt = Uint8Array.from(older);
    spoilt[spoilt.length - 20] = 0x41;
    const made = { policy, older, newer: spoilt, consistency: [] };
    expect(judge(logEvidence({ ...occasion(home, "transparency.fork"), ...made })).kind).toBe("refuted");
  });
});

describe("evidence against a lane", () => {
  const proofOf = async (index: number, leaf: Uint8Array) =>
    formatTlogProof({
      extra: leaf,
      index,
      hashes: home.log.inclusion(index),
      checkpoint: await home.log.checkpoint(),
    });

  it("is refuted by two leaves in order, and by a leaf that is not in the log", async () => {
    const [first, second] = home.leaves;
    if (first === undefined || second === undefined) throw new Error("two leaves");
    const proofs = [await proofOf(0, first.leaf), await proofOf(1, second.leaf)];
    const made = { ...occasion(home, "lane.fork"), policy: state.policy };
    expect(judge(laneEvidence({ ...made, proofs })).kind).toBe("refuted");
    const away = [await proofOf(1, first.leaf)];
    expect(judge(laneEvidence({ ...made, code: "lane.bad_signature", proofs: away })).kind).toBe("refuted");
    expect(judge(laneEvidence({ ...made, proofs: [] })).kind).toBe("refuted");
  });

  it("proves that the log took in what is no leaf of any lane", async () => {
    const other = await LoggedHousehold.create("junk in the log");
    const junk = other.random(214);
    const index = other.log.append(junk);
    const checkpoint = await other.log.checkpoint();
    const proof = formatTlogProof({ extra: junk, index, hashes: other.log.inclusion(index), checkpoint });
    const made = { policy: other.state.policy, proofs: [proof] };
    expect(judge(laneEvidence({ ...occasion(other, "lane.bad_version"), ...made }))).toMatchObject({
      kind: "proves",
      signedBy: ["log log.example/forkable"],
    });
  });
});

describe("evidence against footage", () => {
  const frames = [home.random(40), home.random(50)];
  const content: ClipContent = {
    kind: "clip",
    clip: home.random(ID_BYTES) as Uint8Array as ClipId,
    header: home.random(32) as Uint8Array as Hash,
    startMs: 1,
    endMs: 2,
    count: 2,
    sealedRoot: merkleRoot(frames.map((frame) => merkleLeafHash(frame))),
    plainRoot: merkleRoot([]),
    parts: [{ firstSequence: 0, startMs: 1, sizeBytes: 90 }],
    cut: false,
  };
  const camera = home.random(ID_BYTES) as Uint8Array as CameraId;
  const place = { lane: state.lane, camera, n: 0, prev: new Uint8Array(32) as Hash, atMs: 3 };

  it("proves frames that the hub did not sign for, and no more than that", async () => {
    const manifest = await signManifest(home.hub, { ...place, content });
    const made = { entries, manifest };
    const swapped = [frames[0] ?? new Uint8Array(), home.random(50)];
    const code = (name: string) => occasion(home, name);
    expect(judge(clipEvidence({ ...code("clip.not_as_signed"), ...made, frames: swapped })).kind).toBe("proves");
    expect(judge(clipEvidence({ ...code("clip.not_as_signed"), ...made, frames })).kind).toBe("refuted");
    const short = { ...code("clip.cut_short"), ...made, frames: frames.slice(0, 1) };
    expect(judge(clipEvidence(short)).kind).toBe("consistent");
    expect(judge(clipEvidence({ ...code("crypto.open_failed"), ...made, frames })).kind).toBe("consistent");
  });

  it("proves a manifest that no hub of the household signed", async () => {
    const manifest = await signManifest(home.owner, { ...place, content });
    const made = { ...occasion(home, "protocol.not_allowed"), entries, manifest };
    expect(judge(clipEvidence(made)).kind).toBe("proves");
    expect(judge(clipEvidence({ ...made, code: "protocol.bad_signature" })).kind).toBe("refuted");
    expect(judge(clipEvidence({ ...occasion(home, "protocol.not_allowed"), entries })).kind).toBe("refuted");
  });
});

describe("evidence against a served file", () => {
  const random = seededRandom("release evidence");
  const signer = signerFromSeed(random(32));
  const page = encodeUtf8("<!doctype html>");
  const release = { version: "1", atMs: 1, files: [releaseFileOf("index.html", page)] };
  const manifest = encodeRelease(release);

  it("proves another file, a missing one and an extra one; not the right one", async () => {
    const commitment = releaseCommitment(manifest);
    const leaf = await signLaneLeaf(signer, { kind: "release", commitment, next: signer.publicKey });
    const log = home.log.forkAt(0);
    const index = log.append(leaf);
    const proof = formatTlogProof({ extra: leaf, index, hashes: [], checkpoint: await log.checkpoint() });
    const made = { atMs: 1, policy: log.policy(), laneKey: signer.publicKey, manifest, proof, path: "index.html" };
    const judged = (code: string, over: object) => judge(releaseEvidence({ ...made, code, ...over })).kind;
    const served = encodeUtf8("<!doctype html><script>");
    expect(judged("release.file_differs", { served })).toBe("proves");
    expect(judged("release.file_missing", {})).toBe("proves");
    expect(judged("release.file_extra", { path: "spy.js", served })).toBe("proves");
    expect(judged("release.file_differs", { served: page })).toBe("refuted");
    const another = encodeRelease({ ...release, version: "2" });
    expect(judged("release.file_differs", { served, manifest: another })).toBe("refuted");
    expect(judged("release.file_differs", { served, laneKey: home.laneKey(0) })).toBe("refuted");
  });

  it("names every file that differs", () => {
    const served = [releaseFileOf("index.html", page), releaseFileOf("spy.js", page)];
    expect(checkFiles(release, served.slice(0, 1))).toEqual([]);
    expect(checkFiles(release, served)).toEqual([{ path: "spy.js", code: "release.file_extra" }]);
    expect(checkFiles(release, [])).toEqual([{ path: "index.html", code: "release.file_missing" }]);
  });
});

describe("an evidence file", () => {
  const evidence = ledgerEvidence({ ...occasion(home, "ledger.malformed"), entries, offending: Uint8Array.of(1) });

  it("comes back as it was written, and proves what it did", () => {
    expect(decodeEvidence(encodeEvidence(evidence))).toEqual(evidence);
    expect(judge(evidence)).toMatchObject({ kind: "proves", code: "ledger.malformed" });
  });

  it("is refused as a file when it is none", () => {
    const bytes = encodeEvidence(evidence);
    for (const bad of [bytes.subarray(1), Uint8Array.of(...bytes, 0), encodeEvidence({ ...evidence, code: "Fork!" })]) {
      expect(() => judgeEvidence(bad)).toThrow(expect.objectContaining({ code: "protocol.malformed" }));
    }
  });

  it("proves nothing that it did not with a byte of its history changed", () => {
    for (const [at, entry] of entries.entries()) {
      const changed = Uint8Array.from(entry);
      changed[100] = (changed[100] ?? 0) ^ 1;
      expect(equalBytes(changed, entry)).toBe(false);
      const items = evidence.items.map((item, i) => (i === at ? { ...item, bytes: changed } : item));
      expect(judge({ ...evidence, items }).kind).toBe("refuted");
    }
  });
});

describe("a judge with a policy of their own", () => {
  it("takes no time from the hubs of a household that the file's maker may have made", async () => {
    const framer = await LoggedHousehold.create("framer");
    const [older, newer] = [
      (await framer.answer(0)).checkpoint,
      (await framer.answer(0, TEST_NOW_MS + 60_000, 1)).checkpoint,
    ];
    const made = { policy: framer.state.policy, older, newer, consistency: [], entries: framer.entries };
    const file = encodeEvidence(logEvidence({ ...occasion(framer, "transparency.rollback"), ...made }));
    expect(judgeEvidence(file)).toMatchObject({ kind: "proves", policyUsed: { from: "file" } });
    const trusted = parsePolicy(framer.log.policy());
    expect(judgeEvidence(file, trusted)).toMatchObject({ kind: "consistent", policyUsed: { from: "judge" } });
  });

  it("is shown nothing by a log key under a known log's name", async () => {
    const framer = await LoggedHousehold.create("framer's key");
    const forked = framer.log.forkAt(1);
    forked.append(framer.random(214));
    const [older, newer] = [await framer.log.checkpoint(), await forked.checkpoint()];
    const made = { policy: framer.log.policy(), older, newer, consistency: [] };
    const file = encodeEvidence(logEvidence({ ...occasion(framer, "transparency.fork"), ...made }));
    expect(judgeEvidence(file).kind).toBe("proves");
    const known = createLogSigner("log.example/forkable", noteKeyFromSeed(framer.random(32)));
    const trusted = parsePolicy(`log ${known.vkey}\nquorum none\n`);
    expect(judgeEvidence(file, trusted).kind).toBe("refuted");
  });
});
