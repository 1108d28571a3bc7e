// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/transparency: policies, and verdicts under them. */
import { encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { mlDsaKeyFromSeed } from "@nightlatch/crypto/ml-dsa";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { createEd25519Cosigner, createLogSigner, createMlDsaCosigner } from "@nightlatch/transparency/signing";
import {
  formatCheckpoint,
  formatNote,
  formatSignatureLines,
  type NoteSignature,
} from "@nightlatch/transparency/verify";
import { seededRandom } from "@nightlatch/testkit";
import { writeVectors } from "./vector-file.ts";

const ORIGIN = "log.example/vectors";
const TIME_SECONDS = 1_790_000_000;

const random = seededRandom("vectors/transparency-policy");
const log = createLogSigner(ORIGIN, noteKeyFromSeed(random(32)));
const otherLog = createLogSigner("log.example/other", noteKeyFromSeed(random(32)));
const witnesses = ["w1", "w2", "w3", "w4"].map((name) =>
  createEd25519Cosigner(`witness.example/${name}`, noteKeyFromSeed(random(32))),
);
const mlDsaWitness = createMlDsaCosigner("witness.example/w1", mlDsaKeyFromSeed(random(32)));
const [W1 = "", W2 = "", W3 = "", W4 = ""] = witnesses.map(({ vkey }) => vkey);
const LOG = `log ${log.vkey}\n`;
const TWO = `${LOG}witness a ${W1}\nwitness b ${W2}\n`;

export async function generatePolicies(): Promise<void> {
  generateForms();
  await generateQuorums();
}

function generateForms(): void {
  const good = (name: string, policy: string, quorum: string) => ({ name, policy, quorum });
  const bad = (name: string, policy: string, line: number) => ({
    name,
    policy,
    error: "transparency.bad_policy",
    line,
  });
  const many = (count: number, make: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => make(i)).join("");
  writeVectors("transparency/policies", "c2sp.org/tlog-policy. `line` is that of the first error.", [
    good("the log alone", `${LOG}quorum none\n`, "none"),
    good("no log at all", "quorum none\n", "none"),
    good("one witness", `${LOG}witness a ${W1}\nquorum a\n`, "a"),
    good("a group", `${TWO}group both all a b\nquorum both\n`, "both"),
    good("groups of groups", `${TWO}witness c ${W3}\ngroup ab any a b\ngroup all 2 ab c\nquorum all\n`, "all"),
    good("addresses", `log ${log.vkey} https://log.example/\nwitness a ${W1} https://a.example/\nquorum a\n`, "a"),
    good("comments, blank lines, tabs and spaces", `# a\n\n \t\n \t# b\n\tquorum \t none \n`, "none"),
    good("names of any letters", `${LOG}witness ☃ ${W1}\ngroup К any ☃\nquorum К\n`, "К"),
    good("names that are words of the form", `${LOG}witness log ${W1}\ngroup group any log\nquorum group\n`, "group"),
    good("the quorum before other lines", `quorum none\n${LOG}`, "none"),
    good("an ML-DSA-44 witness", `${LOG}witness a ${mlDsaWitness.vkey}\nquorum a\n`, "a"),
    good("a witness that no quorum needs", `${TWO}quorum a\n`, "a"),
    bad("empty", "", 1),
    bad("no quorum", LOG, 2),
    bad("no newline at the end", `${LOG}quorum none`, 2),
    bad("two quorums", `quorum none\n${LOG}quorum none\n`, 3),
    bad("a quorum of two names", `${TWO}quorum a b\n`, 4),
    bad("a quorum without a name", `${LOG}quorum\n`, 2),
    bad("an unknown quorum", `${TWO}quorum c\n`, 4),
    bad("a quorum that is defined later", `${LOG}quorum a\nwitness a ${W1}\n`, 2),
    bad("a name in another case", `${LOG}witness K ${W1}\nquorum k\n`, 3),
    bad("a name that looks the same", `${LOG}witness K ${W1}\nquorum \u212a\n`, 3),
    bad("an unknown word", `${LOG}policy a\nquorum none\n`, 2),
    bad("a word in capitals", `LOG ${log.vkey}\nquorum none\n`, 1),
    bad("a comment behind a line", `${LOG}quorum none # it is\n`, 2),
    bad("a carriage return", `quorum none\r\n`, 1),
    bad("a NUL", `quorum none\u0000\n`, 1),
    bad("a delete character", `# \u007f\nquorum none\n`, 1),
    bad("a log without a key", `log\nquorum none\n`, 1),
    bad("a log with a broken key", `log ${log.vkey.slice(0, -1)}\nquorum none\n`, 1),
    bad("a log with three words behind it", `log ${log.vkey} a b\nquorum none\n`, 1),
    bad("a log with a cosigner's key", `log ${W1}\nquorum none\n`, 1),
    bad("the same log twice", `${LOG}${LOG}quorum none\n`, 2),
    bad("a witness without a key", `${LOG}witness a\nquorum none\n`, 2),
    bad("a witness with a log's key", `${LOG}witness a ${otherLog.vkey}\nquorum a\n`, 2),
    bad("a witness called none", `${LOG}witness none ${W1}\nquorum none\n`, 2),
    bad("two witnesses of one name", `${LOG}witness a ${W1}\nwitness a ${W2}\nquorum a\n`, 3),
    bad("one witness under two names", `${LOG}witness a ${W1}\nwitness b ${W1}\nquorum a\n`, 3),
    bad("a group called none", `${TWO}group none any a b\nquorum none\n`, 4),
    bad("a group with a witness's name", `${TWO}group a any b\nquorum a\n`, 4),
    bad("a group of nobody", `${TWO}group c any\nquorum c\n`, 4),
    bad("a group without a threshold", `${TWO}group c a b\nquorum c\n`, 4),
    bad("a threshold of 0", `${TWO}group c 0 a b\nquorum c\n`, 4),
    bad("a threshold above the members", `${TWO}group c 3 a b\nquorum c\n`, 4),
    bad("a threshold with a zero in front", `${TWO}group c 01 a b\nquorum c\n`, 4),
    bad("a threshold with a sign", `${TWO}group c +1 a b\nquorum c\n`, 4),
    bad("an unknown member", `${TWO}group c any a d\nquorum c\n`, 4),
    bad("a member twice in a group", `${TWO}group c all a a\nquorum c\n`, 4),
    bad("a member of two groups", `${TWO}group c any a\ngroup d any a b\nquorum d\n`, 5),
    bad("a group of itself", `${TWO}group c any c\nquorum c\n`, 4),
    bad("a group of none", `${TWO}group c any none\nquorum c\n`, 4),
    bad(
      "65 groups",
      `${TWO}group g0 any a\n${many(64, (i) => `group g${String(i + 1)} any g${String(i)}\n`)}quorum b\n`,
      68,
    ),
  ]);
}

async function generateQuorums(): Promise<void> {
  const checkpoint = { origin: ORIGIN, size: 7, root: sha256(encodeUtf8("seven")), extensions: [] };
  const own = await log.sign(checkpoint);
  const lines = await Promise.all(witnesses.map((one, i) => one.cosign(checkpoint, TIME_SECONDS + 100 * i)));
  const [l1, l2, l3, l4] = lines as [NoteSignature, NoteSignature, NoteSignature, NoteSignature];
  const asText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const note = (...signatures: readonly NoteSignature[]) =>
    asText(formatNote({ text: formatCheckpoint(checkpoint), signatures: [own, ...signatures] }));
  const named = ["a", "b", "c", "d"].map((name, i) => `witness ${name} ${[W1, W2, W3, W4][i] ?? ""}\n`).join("");
  const three = `${LOG}${named}group three 3 a b c d\nquorum three\n`;
  const nested = `${LOG}${named}group cd any c d\ngroup outside 2 b cd\ngroup all all a outside\nquorum all\n`;
  const ms = (seconds: number) => seconds * 1000;
  const reached = (name: string, policy: string, text: string, by: readonly string[], medianSeconds?: number) => ({
    name,
    policy,
    note: text,
    verdict: "reached",
    by,
    ...(medianSeconds === undefined ? {} : { medianTimeMs: ms(medianSeconds) }),
  });
  const short = (name: string, policy: string, text: string, by: readonly string[], missing: readonly string[]) => ({
    name,
    policy,
    note: text,
    verdict: "short",
    by,
    missing,
  });
  const flipped = { ...l2, signature: l2.signature.with(30, (l2.signature[30] ?? 0) ^ 1) };
  const stranger = { ...checkpoint, origin: "log.example/other" };
  const mlDsaLine = await mlDsaWitness.cosign(checkpoint, TIME_SECONDS + 50);
  const either = `${LOG}witness a ${W1}\nwitness a-pq ${mlDsaWitness.vkey}\nwitness b ${W2}\ngroup w any a a-pq\ngroup both all w b\nquorum both\n`;
  writeVectors("transparency/quorums", "Verdicts on a checkpoint under a policy; times in ms.", [
    reached("none needed, none there", `${LOG}quorum none\n`, note(), []),
    reached("none needed, one there", `${LOG}witness a ${W1}\nquorum none\n`, note(l1), ["a"], TIME_SECONDS),
    reached("three of four", three, note(l1, l2, l3), ["a", "b", "c"], TIME_SECONDS + 100),
    reached(
      "four of four: the earlier one in the middle",
      three,
      note(l4, l3, l2, l1),
      ["a", "b", "c", "d"],
      TIME_SECONDS + 100,
    ),
    reached("groups of groups", nested, note(l1, l2, l4), ["a", "b", "d"], TIME_SECONDS + 100),
    reached("either key of a witness", either, note(mlDsaLine, l2), ["a-pq", "b"], TIME_SECONDS + 50),
    {
      ...reached("with a line that came another way", three, note(l1, l2), ["a", "b", "d"], TIME_SECONDS + 100),
      extraLines: asText(formatSignatureLines([l4])),
    },
    short("two of three", three, note(l1, l2), ["a", "b"], ["c", "d"]),
    short(
      "one witness three times",
      three,
      note(l1, l1, await w(0).cosign(checkpoint, TIME_SECONDS + 5)),
      ["a"],
      ["b", "c", "d"],
    ),
    short("two keys of one witness are one voice", either, note(l1, mlDsaLine), ["a", "a-pq"], ["b"]),
    short("the own one is missing", nested, note(l2, l3, l4), ["b", "c", "d"], ["a"]),
    short("the outside is short", nested, note(l1, l3, l4), ["a", "c", "d"], ["b"]),
    short("nobody", three, note(), [], ["a", "b", "c", "d"]),
    short("a witness that the policy does not name", `${LOG}witness a ${W1}\nquorum a\n`, note(l2), [], ["a"]),
    {
      name: "a cosignature that does not hold",
      policy: three,
      note: note(l1, flipped, l3, l4),
      error: "transparency.bad_signature",
    },
    {
      name: "a line from outside that does not hold",
      policy: three,
      note: note(l1, l3, l4),
      extraLines: asText(formatSignatureLines([flipped])),
      error: "transparency.bad_signature",
    },
    {
      name: "lines from outside that are none",
      policy: three,
      note: note(l1, l2, l3),
      extraLines: "thank you\n",
      error: "transparency.malformed",
    },
    { name: "no log in the policy", policy: "quorum none\n", note: note(), error: "transparency.wrong_log" },
    {
      name: "a log that is not in the policy",
      policy: three,
      note: asText(formatNote({ text: formatCheckpoint(stranger), signatures: [await otherLog.sign(stranger)] })),
      error: "transparency.wrong_log",
    },
    {
      name: "a quorum without the log",
      policy: three,
      note: asText(formatNote({ text: formatCheckpoint(checkpoint), signatures: lines })),
      error: "transparency.bad_signature",
    },
  ]);
}

function w(index: number) {
  const witness = witnesses[index];
  if (witness === undefined) throw new Error("there are four witnesses");
  return witness;
}
