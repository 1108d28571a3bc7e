// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/evidence: files that prove something, and files that only say so. */
import { encodeUtf8 } from "@nightlatch/bytes";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import { setRules } from "@nightlatch/protocol/keys";
import {
  clipEvidence,
  encodeEvidence,
  laneEvidence,
  ledgerEvidence,
  logEvidence,
  releaseEvidence,
  type Evidence,
} from "@nightlatch/protocol/log";
import { encodeRelease, formatId, releaseCommitment, releaseFileOf, signLaneLeaf } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, type LoggedHousehold } from "@nightlatch/testkit";
import { formatTlogProof } from "@nightlatch/transparency/verify";
import { flipped, writeVectors, type VectorCase } from "./vector-file.ts";

type Verdict = Readonly<{ verdict: "proves" | "consistent" | "refuted"; signedBy?: readonly string[] }>;
const REFUTED: Verdict = { verdict: "refuted" };

export async function generateEvidence(home: LoggedHousehold): Promise<void> {
  writeVectors(
    "protocol/evidence",
    "Evidence files and what a stranger may conclude. `signedBy`: whose signature stands under the offence.",
    [
      ...(await againstLedgers(home)),
      ...(await againstLogs(home)),
      ...(await againstLanes(home)),
      againstFootage(home),
      ...(await againstFiles(home)),
    ],
  );
}

function file(name: string, evidence: Evidence, { verdict, signedBy }: Verdict): VectorCase {
  return { name, evidence: encodeEvidence(evidence), code: evidence.code, verdict, signedBy };
}

const occasion = (home: LoggedHousehold, code: string) => ({ code, atMs: TEST_NOW_MS, lane: home.state.lane });

async function againstLedgers(home: LoggedHousehold): Promise<readonly VectorCase[]> {
  const { entries } = home;
  const [one, twin] = [await setRules(home.making, home.state, {}), await setRules(home.making, home.state, {})];
  const made = (code: string, before: readonly Uint8Array[], offending: Uint8Array) =>
    ledgerEvidence({ ...occasion(home, code), entries: before, offending });
  const owner = [`device ${formatId(home.owner.id)}`];
  const spoilt = flipped(one.entry, one.entry.length - 1);
  return [
    file("two entries with one number", made("ledger.fork", [...entries, one.entry], twin.entry), {
      verdict: "proves",
      signedBy: owner,
    }),
    file("an entry that nobody signed", made("ledger.bad_signature", entries, spoilt), {
      verdict: "proves",
      signedBy: [],
    }),
    file("an entry that is refused for another reason", made("ledger.not_allowed", entries, spoilt), REFUTED),
    file("an entry that may follow", made("ledger.fork", entries, one.entry), REFUTED),
    file("the very entry of the history", made("ledger.fork", [...entries, one.entry], one.entry), REFUTED),
    file("a history that does not hold", made("ledger.malformed", entries.slice(1), Uint8Array.of(1)), REFUTED),
  ];
}

async function againstLogs(home: LoggedHousehold): Promise<readonly VectorCase[]> {
  const { log, state } = home;
  const forked = log.forkAt(1);
  forked.append(home.random(214));
  const [small, large, other] = [await log.checkpoint([], 1), await log.checkpoint([], 2), await forked.checkpoint()];
  const laterSmall = await log.checkpoint([{ by: home.cosigner, atMs: TEST_NOW_MS + 1000 }], 1);
  const witnessed = await log.checkpoint([{ by: home.cosigner, atMs: TEST_NOW_MS }], 2);
  const made = (code: string, older: Uint8Array, newer: Uint8Array, consistency = log.consistency(2, 2)) =>
    logEvidence({ ...occasion(home, code), policy: state.policy, older, newer, consistency, entries: home.entries });
  const signedBy = [`log ${log.signer.key.name}`];
  const [fork, rollback] = ["transparency.fork", "transparency.rollback"];
  return [
    file("two trees of one size", made(fork, large, other), { verdict: "proves", signedBy }),
    file("a smaller tree that was witnessed later", made(rollback, witnessed, laterSmall), {
      verdict: "proves",
      signedBy,
    }),
    file("a smaller tree, without a time", made(rollback, large, small), { verdict: "consistent" }),
    file("a larger tree without its proof", made("transparency.proof_invalid", small, large, []), {
      verdict: "consistent",
    }),
    file("one tree twice", made(fork, large, large), REFUTED),
    file("a tree that grew", made("transparency.proof_invalid", small, large, log.consistency(1, 2)), REFUTED),
    file("a checkpoint that the log did not sign", made(fork, large, flipped(other, other.length - 20)), REFUTED),
  ];
}

async function againstLanes(home: LoggedHousehold): Promise<readonly VectorCase[]> {
  const log = home.log.forkAt(2);
  const twin = await home.makeLeaf(home.leaves[0]?.leaf);
  log.append(twin.leaf);
  const junkAt = log.append(home.random(214));
  const checkpoint = await log.checkpoint();
  const proof = (index: number, extra: Uint8Array) =>
    formatTlogProof({ extra, index, hashes: log.inclusion(index), checkpoint });
  const [first, second] = home.leaves.map(({ leaf }) => leaf);
  const junk = log.leafAt(junkAt);
  if (first === undefined || second === undefined) throw new Error("two leaves");
  const made = (code: string, proofs: readonly Uint8Array[]) =>
    laneEvidence({ ...occasion(home, code), policy: home.state.policy, proofs });
  const signedBy = [`log ${log.signer.key.name}`];
  return [
    file("two leaves in one slot", made("lane.fork", [proof(1, second), proof(2, twin.leaf)]), {
      verdict: "proves",
      signedBy,
    }),
    file("a leaf of no version", made("lane.bad_version", [proof(junkAt, junk)]), { verdict: "proves", signedBy }),
    file("two leaves in order", made("lane.fork", [proof(0, first), proof(1, second)]), REFUTED),
    file("a leaf that is not there", made("lane.fork", [proof(0, first), proof(1, twin.leaf)]), REFUTED),
    file("a leaf that is signed", made("lane.bad_signature", [proof(0, first)]), REFUTED),
    file("no leaf", made("lane.fork", []), REFUTED),
  ];
}

function againstFootage(home: LoggedHousehold): VectorCase {
  const made = { ...occasion(home, "protocol.malformed"), entries: home.entries, manifest: Uint8Array.of(1) };
  return file("a manifest that is none", clipEvidence(made), { verdict: "proves", signedBy: [] });
}

async function againstFiles(home: LoggedHousehold): Promise<readonly VectorCase[]> {
  const signer = signerFromSeed(home.random(32));
  const page = encodeUtf8("<!doctype html>");
  const manifest = encodeRelease({ version: "1.0.0", atMs: TEST_NOW_MS, files: [releaseFileOf("index.html", page)] });
  const commitment = releaseCommitment(manifest);
  const leaf = await signLaneLeaf(signer, { kind: "release", commitment, next: signer.publicKey });
  const log = home.log.forkAt(0);
  const index = log.append(leaf);
  const proof = formatTlogProof({ extra: leaf, index, hashes: [], checkpoint: await log.checkpoint() });
  const place = { atMs: TEST_NOW_MS, policy: log.policy(), laneKey: signer.publicKey, manifest, proof };
  const made = (code: string, path: string, served?: Uint8Array) =>
    releaseEvidence({ ...place, code, path, ...(served === undefined ? {} : { served }) });
  const proves: Verdict = { verdict: "proves", signedBy: [] };
  return [
    file(
      "another file than the release names",
      made("release.file_differs", "index.html", encodeUtf8("<script>")),
      proves,
    ),
    file("a file that is missing", made("release.file_missing", "index.html"), proves),
    file("a file too many", made("release.file_extra", "spy.js", page), proves),
    file("the right file", made("release.file_differs", "index.html", page), REFUTED),
    file("a file that nobody misses", made("release.file_missing", "spy.js"), REFUTED),
  ];
}
