// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/transparency: cosignatures of both kinds, and what a verifier makes of them. */
import { encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { mlDsaKeyFromSeed } from "@nightlatch/crypto/ml-dsa";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { createEd25519Cosigner, createLogSigner, createMlDsaCosigner } from "@nightlatch/transparency/signing";
import { formatCheckpoint, formatNote } from "@nightlatch/transparency/verify";
import { seededRandom } from "@nightlatch/testkit";
import { writeVectors } from "./vector-file.ts";

const ORIGIN = "log.example/vectors";
const WITNESS = "witness.example/w1";
const TIME_SECONDS = 1_790_000_800;

const random = seededRandom("vectors/transparency-cosignatures");
const [logSeed, witnessSeed, mlDsaSeed] = [random(32), random(32), random(32)];
const log = createLogSigner(ORIGIN, noteKeyFromSeed(logSeed));
const witness = createEd25519Cosigner(WITNESS, noteKeyFromSeed(witnessSeed));
const mlDsaWitness = createMlDsaCosigner(WITNESS, mlDsaKeyFromSeed(mlDsaSeed));
const checkpoint = { origin: ORIGIN, size: 20_852_163, root: sha256(encodeUtf8("a root")), extensions: [] };
const text = formatCheckpoint(checkpoint);

export async function generateCosignatures(): Promise<void> {
  const logLine = await log.sign(checkpoint);
  const [line, mlDsaLine] = [
    await witness.cosign(checkpoint, TIME_SECONDS),
    await mlDsaWitness.cosign(checkpoint, TIME_SECONDS),
  ];
  const note = (...signatures: (typeof line)[]) =>
    new TextDecoder().decode(formatNote({ text, signatures: [logLine, ...signatures] }));
  const retimed = (signed: typeof line, seconds: bigint) => {
    const signature = Uint8Array.from(signed.signature);
    new DataView(signature.buffer).setBigUint64(0, seconds);
    return { ...signed, signature };
  };
  const otherName = createMlDsaCosigner("witness.example/w2", mlDsaKeyFromSeed(mlDsaSeed));
  const renamed = { ...mlDsaLine, name: "witness.example/w2", keyId: otherName.key.keyId };
  const larger = { ...checkpoint, size: checkpoint.size + 1 };
  const error = "transparency.bad_signature";
  const flip = (signed: typeof line, at: number) => ({
    ...signed,
    signature: signed.signature.with(at, (signed.signature[at] ?? 0) ^ 1),
  });
  writeVectors(
    "transparency/cosignatures",
    "Checkpoints with cosignatures: c2sp.org/tlog-cosignature. `seed` makes the key; ML-DSA-44 signs deterministically.",
    [
      {
        name: "Ed25519",
        vkey: witness.vkey,
        seed: witnessSeed,
        cosign: { name: WITNESS, type: 4, checkpoint: text, timeSeconds: TIME_SECONDS },
        note: note(line),
        timeSeconds: TIME_SECONDS,
      },
      {
        name: "ML-DSA-44",
        vkey: mlDsaWitness.vkey,
        seed: mlDsaSeed,
        cosign: { name: WITNESS, type: 6, checkpoint: text, timeSeconds: TIME_SECONDS },
        note: note(mlDsaLine),
        timeSeconds: TIME_SECONDS,
      },
      {
        name: "two times of one witness: the later one counts",
        vkey: witness.vkey,
        note: note(await witness.cosign(checkpoint, TIME_SECONDS + 60), line),
        timeSeconds: TIME_SECONDS + 60,
      },
      { name: "nobody cosigned", vkey: witness.vkey, note: note() },
      { name: "a witness of that name with another key is ignored", vkey: witness.vkey, note: note(mlDsaLine) },
      {
        name: "Ed25519: another time than was signed",
        vkey: witness.vkey,
        note: note(retimed(line, 1_790_000_801n)),
        error,
      },
      { name: "Ed25519: a changed signature", vkey: witness.vkey, note: note(flip(line, 70)), error },
      {
        name: "Ed25519: of another tree",
        vkey: witness.vkey,
        note: note(await witness.cosign(larger, TIME_SECONDS)),
        error,
      },
      { name: "Ed25519: time 0", vkey: witness.vkey, note: note(await witness.cosign(checkpoint, 0)), error },
      { name: "Ed25519: a time over 2^63", vkey: witness.vkey, note: note(retimed(line, 2n ** 63n)), error },
      {
        name: "Ed25519: no signature behind the time",
        vkey: witness.vkey,
        note: note({ ...line, signature: line.signature.slice(0, 8) }),
        error,
      },
      {
        name: "Ed25519: without a time",
        vkey: witness.vkey,
        note: note({ ...line, signature: line.signature.slice(8) }),
        error,
      },
      {
        name: "ML-DSA-44: another time than was signed",
        vkey: mlDsaWitness.vkey,
        note: note(retimed(mlDsaLine, 1n)),
        error,
      },
      { name: "ML-DSA-44: a changed signature", vkey: mlDsaWitness.vkey, note: note(flip(mlDsaLine, 900)), error },
      {
        name: "ML-DSA-44: of another tree",
        vkey: mlDsaWitness.vkey,
        note: note(await mlDsaWitness.cosign(larger, TIME_SECONDS)),
        error,
      },
      { name: "ML-DSA-44: made under another name", vkey: otherName.vkey, note: note(renamed), error },
      {
        name: "ML-DSA-44: cut off",
        vkey: mlDsaWitness.vkey,
        note: note({ ...mlDsaLine, signature: mlDsaLine.signature.slice(0, -1) }),
        error,
      },
    ],
  );
}
