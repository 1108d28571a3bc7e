// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/transparency: proofs, tiles, proof files, and a witness's answers. */
import { decodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { merkleRoot, merkleLeafHash } from "@nightlatch/crypto/merkle";
import {
  formatCheckpoint,
  formatNote,
  formatTlogProof,
  openTiles,
  type NoteSignature,
} from "@nightlatch/transparency/verify";
import { formatAddCheckpoint } from "@nightlatch/transparency/witness";
import { openSmallLog, SMALL_LOG_ORIGIN, smallLogCosigner, smallLogLeaf, smallLogSigner } from "@nightlatch/testkit";
import { flipped, writeVectors } from "./vector-file.ts";

const TIME_SECONDS = 1_790_000_000;

export async function generateLogs(): Promise<void> {
  await generateProofs();
  await generateProofFiles();
  await generateWitness();
}

/** The eight leaves that Certificate Transparency's own implementations test RFC 6962 with. */
const CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

async function generateProofs(): Promise<void> {
  const leaves = CT_LEAVES.map((hex) => decodeHex(hex));
  const roots = Array.from({ length: 9 }, (_, size) =>
    merkleRoot(leaves.slice(0, size).map((leaf) => merkleLeafHash(leaf))),
  );
  const rootOf = (size: number) => roots[size] ?? new Uint8Array();
  const cases = [];
  const { store, sequencer } = await openSmallLog(0);
  for (const leaf of leaves) await sequencer.append(leaf);
  const heads = roots.map((root, size) => ({ size, root }));
  for (const head of heads.slice(1)) {
    const tiles = await openTiles(head, store);
    for (let index = 0; index < head.size; index += 1) {
      const proof = await tiles.inclusionProof(index);
      const base = { kind: "inclusion", leaf: leaves[index], index, size: head.size, root: head.root };
      const error = "transparency.proof_invalid";
      const what = `leaf ${String(index)} of ${String(head.size)}`;
      cases.push({ name: what, ...base, proof });
      cases.push({ name: `${what}, at the next index`, ...base, index: index + 1, proof, error });
      cases.push({ name: `${what}, one hash more`, ...base, proof: [...proof, head.root], error });
      if (proof.length > 0) cases.push({ name: `${what}, one hash less`, ...base, proof: proof.slice(1), error });
    }
    for (let oldSize = 0; oldSize <= head.size; oldSize += 1) {
      const proof = await tiles.consistencyProof(oldSize);
      const base = { kind: "consistency", oldSize, oldRoot: rootOf(oldSize), size: head.size, root: head.root };
      const error = "transparency.proof_invalid";
      const what = `from ${String(oldSize)} to ${String(head.size)}`;
      cases.push({ name: what, ...base, proof });
      cases.push({ name: `${what}, one hash more`, ...base, proof: [...proof, head.root], error });
      if (proof.length > 0) {
        cases.push({ name: `${what}, one hash less`, ...base, proof: proof.slice(0, -1), error });
        cases.push({
          name: `${what}, a changed hash`,
          ...base,
          proof: proof.with(0, flipped(proof[0] ?? head.root, 3) as never),
          error,
        });
        cases.push({ name: `${what}, another old root`, ...base, oldRoot: flipped(rootOf(oldSize), 0), proof, error });
      }
      if (oldSize === head.size) {
        cases.push({
          name: `${what}, another root`,
          ...base,
          oldRoot: flipped(head.root, 0),
          proof,
          error: "transparency.fork",
        });
      } else {
        const back = { ...base, oldSize: head.size, oldRoot: head.root, size: oldSize, root: rootOf(oldSize) };
        cases.push({ name: `${what}, turned around`, ...back, proof, error: "transparency.rollback" });
      }
    }
  }
  writeVectors(
    "transparency/proofs",
    "RFC 6962 proofs over the leaves of Certificate Transparency's own tests.",
    cases,
  );
}

async function generateProofFiles(): Promise<void> {
  const { store, sequencer, leaves, signer } = await openSmallLog(300);
  const head = sequencer.head();
  const checkpoint = { ...head, origin: SMALL_LOG_ORIGIN, extensions: [] };
  const witness = smallLogCosigner("witness.example/w1");
  const note = formatNote({
    text: formatCheckpoint(checkpoint),
    signatures: [await signer.sign(checkpoint), await witness.cosign(checkpoint, TIME_SECONDS)],
  });
  const policy = `log ${signer.vkey}\nwitness w1 ${witness.vkey}\nquorum w1\n`;
  const tiles = await openTiles(head, store);
  const index = 257;
  const proof = { extra: undefined, index, hashes: await tiles.inclusionProof(index), checkpoint: note };
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const good = text(formatTlogProof(proof));
  const leaf = leaves[index];
  const base = { leaf, policy };
  const lines = good.split("\n");
  const replaced = (at: number, value: string) => lines.with(at, value).join("\n");
  const bad = (name: string, file: string, error: string) => ({ name, ...base, file, error: `transparency.${error}` });
  writeVectors("transparency/proof-files", "c2sp.org/tlog-proof@v1, verified offline under a policy.", [
    { name: "a proof", ...base, file: good, index, medianTimeMs: TIME_SECONDS * 1000 },
    {
      name: "with extra data",
      ...base,
      file: text(formatTlogProof({ ...proof, extra: encodeUtf8("a label") })),
      index,
      medianTimeMs: TIME_SECONDS * 1000,
    },
    { name: "another leaf", leaf: smallLogLeaf(258), policy, file: good, error: "transparency.proof_invalid" },
    bad("another index", replaced(1, "index 256"), "proof_invalid"),
    bad("an index behind the tree", replaced(1, "index 300"), "proof_invalid"),
    bad("a hash missing", lines.toSpliced(2, 1).join("\n"), "proof_invalid"),
    bad(
      "two hashes in the wrong order",
      lines
        .with(2, lines[3] ?? "")
        .with(3, lines[2] ?? "")
        .join("\n"),
      "proof_invalid",
    ),
    bad("another first line", replaced(0, "c2sp.org/tlog-proof@v2"), "malformed"),
    bad("no index", lines.toSpliced(1, 1).join("\n"), "malformed"),
    bad("a leading zero", replaced(1, "index 0257"), "malformed"),
    bad("two extra lines", lines.toSpliced(1, 0, "extra AA==", "extra AA==").join("\n"), "malformed"),
    bad("extra behind index", lines.toSpliced(2, 0, "extra AA==").join("\n"), "malformed"),
    bad("extra data in base64url", lines.toSpliced(1, 0, "extra -_==").join("\n"), "malformed"),
    bad("a hash of 31 bytes", replaced(2, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="), "malformed"),
    bad("no blank line", good.replace("\n\n", "\n"), "malformed"),
    bad("no checkpoint", good.slice(0, good.indexOf("\n\n") + 2), "malformed"),
    bad("carriage returns", good.replaceAll("\n", "\r\n"), "malformed"),
    bad(
      "64 hashes",
      lines.toSpliced(2, 0, ...Array.from({ length: 64 }, () => lines[2] ?? "")).join("\n"),
      "too_large",
    ),
    bad("a cosignature removed", good.slice(0, good.lastIndexOf("— ")), "no_quorum"),
    bad("a checkpoint of another size", good.replace("\n300\n", "\n301\n"), "bad_signature"),
  ]);
}

async function generateWitness(): Promise<void> {
  const { store, sequencer, signer } = await openSmallLog(20);
  const fork = await openSmallLog(20, " forked");
  const [at20, forkAt20] = [sequencer.checkpoint(), fork.sequencer.checkpoint()];
  const tiles = await openTiles(sequencer.head(), store);
  const forkTiles = await openTiles(fork.sequencer.head(), fork.store);
  const last = await tiles.headAt(12);
  const proof = await tiles.consistencyProof(12);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const good = text(formatAddCheckpoint({ oldSize: 12, proof, checkpoint: at20 }));
  const base = { log: { origin: SMALL_LOG_ORIGIN, vkeys: [signer.vkey] }, last, request: good };
  const bad = (name: string, request: string, status: number, further: object = {}) => ({
    name,
    ...base,
    request,
    status,
    ...further,
  });
  const lines = good.split("\n");
  const signedBy = async (line: (checkpoint: Parameters<typeof signer.sign>[0]) => Promise<NoteSignature>) => {
    const checkpoint = { ...sequencer.head(), origin: SMALL_LOG_ORIGIN, extensions: [] };
    const note = formatNote({ text: formatCheckpoint(checkpoint), signatures: [await line(checkpoint)] });
    return text(formatAddCheckpoint({ oldSize: 12, proof, checkpoint: note }));
  };
  const stranger = smallLogSigner("log.example/stranger");
  writeVectors(
    "transparency/witness",
    "add-checkpoint bodies and statuses: c2sp.org/tlog-witness. `last`: what was cosigned last.",
    [
      { name: "the log grew", ...base, status: 200 },
      {
        name: "the first checkpoint of a log",
        ...base,
        last: null,
        request: text(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: at20 })),
        status: 200,
      },
      {
        name: "the same checkpoint again",
        ...base,
        last: sequencer.head(),
        request: text(formatAddCheckpoint({ oldSize: 20, proof: [], checkpoint: at20 })),
        status: 200,
      },
      bad(
        "another size than was cosigned last",
        text(formatAddCheckpoint({ oldSize: 11, proof: await tiles.consistencyProof(11), checkpoint: at20 })),
        409,
        { body: "12\n" },
      ),
      bad("from 0, to learn the size", text(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: at20 })), 409, {
        body: "12\n",
      }),
      bad("a smaller log", text(formatAddCheckpoint({ oldSize: 20, proof: [], checkpoint: at20 })), 409, {
        body: "30\n",
        last: { size: 30, root: last.root },
      }),
      bad(
        "another tree of the same size",
        text(formatAddCheckpoint({ oldSize: 20, proof: [], checkpoint: forkAt20 })),
        409,
        { body: "20\n", last: sequencer.head(), isFork: true },
      ),
      bad(
        "a fork of an earlier tree",
        text(formatAddCheckpoint({ oldSize: 12, proof: await forkTiles.consistencyProof(12), checkpoint: forkAt20 })),
        422,
      ),
      bad("a hash missing", lines.toSpliced(1, 1).join("\n"), 422),
      bad("a hash too many", lines.toSpliced(1, 0, lines[1] ?? "").join("\n"), 422),
      bad("a proof from nothing", text(formatAddCheckpoint({ oldSize: 0, proof, checkpoint: at20 })), 422, {
        last: null,
      }),
      bad("a proof to itself", text(formatAddCheckpoint({ oldSize: 20, proof, checkpoint: at20 })), 422, {
        last: sequencer.head(),
      }),
      bad("an old size above the checkpoint's", good.replace("old 12", "old 21"), 400),
      bad("an unknown log", good, 404, { log: { origin: "log.example/other", vkeys: [signer.vkey] } }),
      bad("signed by nobody that is known", good, 403, { log: { origin: SMALL_LOG_ORIGIN, vkeys: [stranger.vkey] } }),
      bad("signed by a stranger", await signedBy((checkpoint) => stranger.sign(checkpoint)), 403),
      bad("a changed root", good.replace(/\n20\n./, "\n20\nA"), 403),
      bad("a signature that does not hold beside one that does", good + damagedLine(good), 403),
      bad("no old line", lines.slice(1).join("\n"), 400),
      bad("a leading zero", good.replace("old 12", "old 012"), 400),
      bad("a hash of 31 bytes", lines.with(1, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==").join("\n"), 400),
      bad("no blank line before the checkpoint", good.replace("\n\n", "\n"), 400),
      bad("a checkpoint without signatures", good.slice(0, good.indexOf("— ")), 400),
      bad("carriage returns", good.replaceAll("\n", "\r\n"), 400),
      bad("64 hashes", lines.toSpliced(1, 0, ...Array.from({ length: 64 }, () => lines[1] ?? "")).join("\n"), 400),
      bad("empty", "", 400),
    ],
  );
}

/** The log's last line with another signature of the same length. */
function damagedLine(request: string): string {
  const line = request.slice(request.lastIndexOf("— "));
  const at = line.length - 12;
  return `${line.slice(0, at)}${line.charAt(at) === "A" ? "B" : "A"}${line.slice(at + 1)}`;
}
