// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The public log as a stranger serves it: notes, checkpoints, keys, policies, proofs, tiles, witness calls. */
import { decodeUtf8, encodeUtf8, equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import {
  openSmallLog,
  seededRandom,
  smallLogCosigner,
  smallLogMlDsaCosigner,
  smallLogSigner,
} from "@nightlatch/testkit";
import { formatPolicy, judgeQuorum, parsePolicy } from "@nightlatch/transparency/policy";
import {
  CHECKPOINT_PATH,
  formatCheckpoint,
  formatNote,
  formatTlogProof,
  formatVkey,
  openCheckpoint,
  openTiles,
  parseCheckpoint,
  parseNote,
  parseTlogProof,
  parseVkey,
  verifyTlogProof,
  withSignatures,
  formatSignatureLines,
} from "@nightlatch/transparency/verify";
import { formatAddCheckpoint, parseAddCheckpoint } from "@nightlatch/transparency/witness";
import {
  decodeEntryBundle,
  decodeHashTile,
  encodeEntryBundle,
  encodeHashTile,
} from "../../../packages/transparency/src/tiles/tile-codec.ts";
import { promised, type FuzzTarget, type TargetFamily } from "../target.ts";

const LEAVES = 5;
const WITNESS_SECONDS = 1_790_000_000;
const FORM_CODES = ["transparency.malformed", "transparency.too_large"] as const;
const TRUST_CODES = [...FORM_CODES, "transparency.wrong_log", "transparency.bad_signature"] as const;
const random = seededRandom("tests/fuzz/transparency");
const witnesses = [smallLogCosigner("witness.example/one"), smallLogMlDsaCosigner("witness.example/two")];
const policyText = [
  `log ${smallLogSigner().vkey} https://log.example/small`,
  ...witnesses.map(({ vkey }, i) => `witness w${String(i)} ${vkey}`),
  "group both all w0 w1",
  "quorum both",
  "",
].join("\n");
const dictionary = [
  "\n\n",
  "\u2014 ",
  "quorum none",
  "group g 1 w0",
  "any",
  "all",
  "extra ",
  "index ",
  "old 0",
  "AAAA==",
];

export const transparency: TargetFamily = {
  note: async () => spelled([(await cosigned()).note], FORM_CODES, (input) => formatNote(parseNote(input))),
  checkpoint: async () =>
    spelled(
      [encodeUtf8(parseNote((await cosigned()).note).text), encodeUtf8(`o\n0\n${"A".repeat(43)}=\nextension\n`)],
      [...FORM_CODES, "bytes.malformed"],
      (input) => encodeUtf8(formatCheckpoint(parseCheckpoint(decodeUtf8(input)))),
    ),
  vkey: () =>
    spelled(
      [smallLogSigner(), ...witnesses].map(({ vkey }) => encodeUtf8(vkey)),
      [...FORM_CODES, "bytes.malformed"],
      (input) => encodeUtf8(formatVkey(parseVkey(decodeUtf8(input)))),
    ),
  "tlog-proof": async () =>
    spelled([(await cosigned()).proof], FORM_CODES, (input) => formatTlogProof(parseTlogProof(input))),
  "add-checkpoint": async () =>
    spelled([(await cosigned()).request], FORM_CODES, (input) => formatAddCheckpoint(parseAddCheckpoint(input))),
  policy: () => ({
    form: "text",
    seeds: [encodeUtf8(policyText)],
    dictionary,
    codes: ["bytes.malformed", "transparency.bad_policy", ...FORM_CODES],
    judge(input) {
      const once = formatPolicy(parsePolicy(decodeUtf8(input)));
      promised(formatPolicy(parsePolicy(once)) === once, "wrote a policy that it reads as another");
      return `groups ${Math.min(3, once.split("\ngroup").length)}`;
    },
  }),
  "signed-checkpoint": checkpointTarget,
  "proof-file": proofTarget,
  "hash-tile": () =>
    tile(
      [1, 3, 256].map((width) => encodeHashTile(Array.from({ length: width }, () => random(32) as Hash))),
      (bytes, width) => encodeHashTile(decodeHashTile(bytes, width, "tile/0/000")),
    ),
  "entry-bundle": () =>
    tile(
      [1, 3, 256].map((width) => encodeEntryBundle(Array.from({ length: width }, () => random(20)))),
      (bytes, width) => encodeEntryBundle(decodeEntryBundle(bytes, width, "tile/entries/000")),
    ),
};

/** Text that has one spelling. */
function spelled(
  seeds: readonly Uint8Array[],
  codes: readonly string[],
  respell: (input: Uint8Array) => Uint8Array,
): FuzzTarget {
  return {
    form: "text",
    seeds,
    dictionary,
    codes,
    judge(input) {
      promised(equalBytes(respell(input), input), "accepted a second spelling");
      return "read";
    },
  };
}

/** The first byte says the width: 1 to 256. */
function tile(tiles: readonly Uint8Array[], rewrite: (bytes: Uint8Array, width: number) => Uint8Array): FuzzTarget {
  const widths = [1, 3, 256];
  return {
    form: "bytes",
    seeds: tiles.map((bytes, i) => Uint8Array.of((widths[i] ?? 1) - 1, ...bytes)),
    codes: ["transparency.tile_invalid"],
    judge(input) {
      const [bytes, width] = [input.subarray(1), (input[0] ?? 0) + 1];
      promised(equalBytes(rewrite(bytes, width), bytes), "accepted a tile that it would not write");
      return width === 1 ? "one" : "many";
    },
  };
}

/** Whatever is added to or taken from a note, nothing is believed but the text that the log signed. */
async function checkpointTarget(): Promise<FuzzTarget> {
  const { note } = await cosigned();
  const { text } = parseNote(note);
  const policy = parsePolicy(policyText);
  return {
    form: "text",
    seeds: [note],
    dictionary,
    codes: TRUST_CODES,
    judge(input) {
      const opened = openCheckpoint(input, [smallLogSigner().key]);
      promised(opened.note.text === text, "believed a checkpoint that the log did not sign");
      const verdict = judgeQuorum(policy, input);
      promised(
        verdict.cosigned.every(({ timeMs }) => timeMs === WITNESS_SECONDS * 1_000),
        "took a time that no witness gave",
      );
      return `${verdict.kind} ${verdict.cosigned.length}`;
    },
  };
}

async function proofTarget(): Promise<FuzzTarget> {
  const { proof, leaf, other } = await cosigned();
  const policy = parsePolicy(policyText);
  return {
    form: "text",
    seeds: [proof],
    dictionary,
    codes: [...TRUST_CODES, "transparency.no_quorum", "transparency.proof_invalid"],
    judge(input) {
      const { index } = verifyTlogProof(input, leaf, policy);
      promised(index === 1, "proved the leaf to stand where it does not");
      promised(!isProven(() => verifyTlogProof(input, other, policy)), "proved a leaf that is not in the log");
      return "proven";
    },
  };
}

function isProven(verify: () => unknown): boolean {
  try {
    verify();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "transparency.proof_invalid") return false;
    throw error;
  }
}

/** A log of five leaves, its checkpoint with both witnesses' lines, and the proof of leaf 1. */
async function cosigned() {
  const { store, sequencer, leaves, signer } = await openSmallLog(LEAVES);
  const log = (await store.read(CHECKPOINT_PATH)) ?? new Uint8Array(0);
  await sequencer.close();
  const { checkpoint } = openCheckpoint(log, [signer.key]);
  const lines = await Promise.all(witnesses.map((witness) => witness.cosign(checkpoint, WITNESS_SECONDS)));
  const note = withSignatures(log, formatSignatureLines(lines));
  const tiles = await openTiles(checkpoint, store);
  const hashes = await tiles.inclusionProof(1);
  return {
    note,
    leaf: leaves[1] ?? new Uint8Array(0),
    other: leaves[2] ?? new Uint8Array(0),
    proof: formatTlogProof({ extra: encodeUtf8("extra"), index: 1, hashes, checkpoint: note }),
    request: formatAddCheckpoint({ oldSize: 3, proof: await tiles.consistencyProof(3), checkpoint: log }),
  };
}
