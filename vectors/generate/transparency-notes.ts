// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file vectors/transparency: verifier keys and checkpoints. Texts stand as text; where a case is not UTF-8
 * it stands as hex in `noteBytes`.
 */
import { concatBytes, encodeBase64, encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { mlDsaKeyFromSeed } from "@nightlatch/crypto/ml-dsa";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { createEd25519Cosigner, createLogSigner, createMlDsaCosigner } from "@nightlatch/transparency/signing";
import { formatCheckpoint, formatNote, KEY_TYPES, verifierKey } from "@nightlatch/transparency/verify";
import { seededRandom } from "@nightlatch/testkit";
import { writeVectors, type VectorCase } from "./vector-file.ts";

const ORIGIN = "log.example/vectors";
const WITNESS = "witness.example/w1";
const SMALL_ORDER = new Uint8Array(32);

const random = seededRandom("vectors/transparency");
const [logSeed, witnessSeed, mlDsaSeed, otherSeed] = [random(32), random(32), random(32), random(32)];
const log = createLogSigner(ORIGIN, noteKeyFromSeed(logSeed));
const witness = createEd25519Cosigner(WITNESS, noteKeyFromSeed(witnessSeed));
const mlDsaWitness = createMlDsaCosigner(WITNESS, mlDsaKeyFromSeed(mlDsaSeed));
const checkpoint = { origin: ORIGIN, size: 20_852_163, root: sha256(encodeUtf8("a root")), extensions: [] };
const text = formatCheckpoint(checkpoint);

export async function generateNotes(): Promise<void> {
  generateVkeys();
  await generateCheckpoints();
}

function generateVkeys(): void {
  const error = "transparency.malformed";
  const [name, id, base64] = log.vkey.split("+", 2).concat(log.vkey.split("+").slice(2).join("+"));
  const bad = (what: string, vkey: string) => ({ name: what, vkey, error });
  const typed = (type: number, key: Uint8Array) => {
    const digest = sha256(encodeUtf8(`${ORIGIN}\n`), Uint8Array.of(type), key);
    const hex = [...digest.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return `${ORIGIN}+${hex}+${encodeBase64(concatBytes(Uint8Array.of(type), key))}`;
  };
  writeVectors("transparency/vkeys", "Verifier keys in text form: c2sp.org/signed-note.", [
    ...[log, witness, mlDsaWitness].map(({ vkey, key }) => ({
      name: `type ${String(key.type)}`,
      vkey,
      key: { name: key.name, keyId: key.keyId, type: key.type, publicKey: key.publicKey },
    })),
    {
      name: "the example of Go's sumdb/note",
      vkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      key: { ...verifierKey("PeterNeumann", KEY_TYPES.ed25519, peterNeumann()), name: "PeterNeumann" },
    },
    bad("empty", ""),
    bad("no name", `+${String(id)}+${String(base64)}`),
    bad("a name with a space", `log example+${String(id)}+${String(base64)}`),
    bad("a name with a no-break space", `log\u00a0example+${String(id)}+${String(base64)}`),
    bad("another key id", `${String(name)}+00000000+${String(base64)}`),
    bad("a key id in capitals", "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
    bad("a short key id", `${String(name)}+${String(id).slice(1)}+${String(base64)}`),
    bad("no key", `${String(name)}+${String(id)}+`),
    bad("no padding", mlDsaWitness.vkey.replaceAll("=", "")),
    bad("another name", log.vkey.replace("vectors", "vector")),
    bad(
      "base64url",
      `${String(name)}+${String(id)}+${String(base64).replaceAll("/", "_").replaceAll("+", "-")}`.concat("-_"),
    ),
    bad("an unknown type", typed(2, log.key.publicKey)),
    bad("type 0x05, which is of another kind of log", typed(5, log.key.publicKey)),
    bad("a short Ed25519 key", typed(1, log.key.publicKey.subarray(1))),
    bad("a long Ed25519 key", typed(1, concatBytes(log.key.publicKey, Uint8Array.of(0)))),
    bad("an Ed25519 key of small order", typed(1, SMALL_ORDER)),
    bad("a cosigner's key of small order", typed(4, SMALL_ORDER)),
    bad("a short ML-DSA-44 key", typed(6, mlDsaWitness.key.publicKey.subarray(1))),
    bad("a line end behind it", `${log.vkey}\n`),
  ]);
}

/** The public key of the example in Go's documentation of sumdb/note. */
function peterNeumann(): Uint8Array {
  const base64 = "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).subarray(1);
}

async function generateCheckpoints(): Promise<void> {
  const vkeys = [log.vkey];
  const signature = await log.sign(checkpoint);
  const line = `— ${ORIGIN} ${lineEnd(signature)}`;
  const good = `${text}\n${line}\n`;
  const malformed = (name: string, note: string) => ({ name, vkeys, note, error: "transparency.malformed" });
  const forged = (name: string, note: string) => ({ name, vkeys, note, error: "transparency.bad_signature" });
  const lines = text.split("\n");
  const replaced = (at: number, value: string) => `${lines.with(at, value).join("\n")}\n${line}\n`;
  const extended = { ...checkpoint, extensions: ["an extension", "— not a signature"] };
  const empty = { origin: ORIGIN, size: 0, root: sha256(), extensions: [] };
  const other = createLogSigner(ORIGIN, noteKeyFromSeed(otherSeed));
  const cases: VectorCase[] = [
    { name: "signed by the log", vkeys, note: good, checkpoint: { ...checkpoint } },
    {
      name: "with extension lines, which are signed",
      vkeys,
      note: new TextDecoder().decode(
        formatNote({ text: formatCheckpoint(extended), signatures: [await log.sign(extended)] }),
      ),
      checkpoint: extended,
    },
    {
      name: "of the empty tree",
      vkeys,
      note: new TextDecoder().decode(
        formatNote({ text: formatCheckpoint(empty), signatures: [await log.sign(empty)] }),
      ),
      checkpoint: empty,
    },
    {
      name: "with a line of an unknown key, which is ignored",
      vkeys,
      note: `${good}— witness.example/unknown AAAAAAEC\n`,
      checkpoint,
    },
    {
      name: "with a line of another key in the log's name, which is ignored",
      vkeys,
      note: `${good}— ${ORIGIN} ${lineEnd(await other.sign(checkpoint))}\n`,
      checkpoint,
    },
    { name: "the same line twice", vkeys, note: `${good}${line}\n`, checkpoint },
    forged("signed by a stranger in the log's name", `${text}\n— ${ORIGIN} ${lineEnd(await other.sign(checkpoint))}\n`),
    forged("one line that holds and one that does not", `${good}— ${ORIGIN} ${damaged(signature)}\n`),
    forged("a changed signature", `${text}\n— ${ORIGIN} ${damaged(signature)}\n`),
    forged("a signature that is one byte short", `${text}\n— ${ORIGIN} ${shortened(signature)}\n`),
    forged("another size than was signed", replaced(1, "20852164")),
    forged("an extension line that was not signed", `${text}more\n\n${line}\n`),
    { name: "another log's", vkeys, note: replaced(0, "log.example/other"), error: "transparency.wrong_log" },
    { name: "no keys", vkeys: [], note: good, error: "transparency.wrong_log" },
    malformed("a leading zero in the size", replaced(1, "020852163")),
    malformed("a sign before the size", replaced(1, "+20852163")),
    malformed("a hexadecimal size", replaced(1, "0x13e2d03")),
    malformed("a size with a space", replaced(1, "20852163 ")),
    malformed("a size over 2^53 - 1", replaced(1, "9007199254740992")),
    malformed("no size", replaced(1, "")),
    malformed("an empty origin", replaced(0, "")),
    malformed("an origin of 256 bytes", replaced(0, "a".repeat(256))),
    malformed("a root of 31 bytes", replaced(2, encodeBase64(checkpoint.root.subarray(1)))),
    malformed("a root of 33 bytes", replaced(2, encodeBase64(concatBytes(checkpoint.root, Uint8Array.of(0))))),
    malformed("a root without padding", replaced(2, encodeBase64(checkpoint.root).replace("=", ""))),
    malformed("a root with bits that nobody sets", replaced(2, withSpareBits(encodeBase64(checkpoint.root)))),
    malformed("an empty extension line", `${text}\nmore\n\n${line}\n`),
    malformed("two lines of text", `${ORIGIN}\n5\n\n${line}\n`),
    malformed("no signature line", `${text}\n`),
    malformed("no blank line", `${text}${line}\n`),
    malformed("no newline at the end", good.slice(0, -1)),
    malformed("a carriage return", good.replaceAll("\n", "\r\n")),
    malformed("a tab in the origin", replaced(0, "log\texample")),
    malformed("a NUL in the text", replaced(0, "log\u0000example")),
    malformed("a hyphen for the em dash", good.replace("—", "-")),
    malformed("two spaces in the signature line", good.replace("— ", "—  ")),
    malformed("a plus in a key name", `${good}— a+b AAAAAAEC\n`),
    malformed("a no-break space in a key name", `${good}— a\u00a0b AAAAAAEC\n`),
    malformed("a signature of four bytes: only a key id", `${good}— a AAAAAA==\n`),
    malformed("a signature line of three words", `${good}— a AAAAAAEC b\n`),
    malformed("a signature in base64url", `${good}— a AAAAA-_C\n`),
    malformed("text behind the signatures", `${good}more\n`),
    {
      name: "not UTF-8",
      vkeys,
      noteBytes: concatBytes(Uint8Array.of(0xff), encodeUtf8(good)),
      error: "transparency.malformed",
    },
    { name: "empty", vkeys, note: "", error: "transparency.malformed" },
    { name: "65 signatures", vkeys, note: good + "— a AAAAAAEC\n".repeat(64), error: "transparency.too_large" },
    { name: "64 signatures", vkeys, note: good + "— a AAAAAAEC\n".repeat(63), checkpoint },
  ];
  writeVectors(
    "transparency/checkpoints",
    "Notes opened with a log's keys: c2sp.org/signed-note, tlog-checkpoint.",
    cases,
  );
}

type Line = Readonly<{ keyId: number; signature: Uint8Array }>;

function lineEnd({ keyId, signature }: Line): string {
  const id = new Uint8Array(4);
  new DataView(id.buffer).setUint32(0, keyId);
  return encodeBase64(concatBytes(id, signature));
}

function damaged(line: Line): string {
  return lineEnd({ ...line, signature: line.signature.with(5, (line.signature[5] ?? 0) ^ 1) });
}

function shortened(line: Line): string {
  return lineEnd({ ...line, signature: line.signature.subarray(1) });
}

/** The last character before one padding sign holds two bits that an encoder leaves 0. */
function withSpareBits(base64: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const at = base64.length - 2;
  return base64.slice(0, at) + alphabet.charAt(alphabet.indexOf(base64.charAt(at)) + 1) + "=";
}
