// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/case: a case's key in its box, and its messages, opened or refused. */
import { concatBytes, encodeCbor, type CborValue } from "@nightlatch/bytes";
import { importAeadKey, sealAead } from "@nightlatch/crypto/aead";
import { deriveKey } from "@nightlatch/crypto/kdf";
import type { Hash } from "@nightlatch/crypto/keys";
import {
  sealCaseKeyFor,
  sealStaffMessage,
  signAccessRequest,
  staffFromSeed,
  type StaffSecrets,
} from "@nightlatch/protocol/grant";
import { createCaseKey, sealHouseholdMessage } from "@nightlatch/protocol/seal";
import { CASE_MESSAGE_CONTEXT, PROTOCOL_VERSION, type CaseBody, type CaseId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import { flipped, writeVectors, type VectorCase } from "./vector-file.ts";

const atMs = TEST_NOW_MS;

export async function generateCases(): Promise<void> {
  const operator = await TestOperator.create("vectors/case");
  const { random, support, supervisor } = operator;
  const [caseId, otherCase] = [random(16) as Uint8Array as CaseId, random(16) as Uint8Array as CaseId];
  const seed = random(32);
  const reader = await staffFromSeed(seed);
  const key = createCaseKey(random);
  const box = await sealCaseKeyFor(key, caseId, { id: reader.id, keys: reader.publicKeys });
  const request = await signAccessRequest(support, {
    operator: operator.state.operator,
    case: caseId,
    kind: "live",
    fromMs: 0,
    toMs: 0,
    purpose: "sound",
    words: "Is there any sound?",
    minutes: 10,
    atMs,
  });

  const household = async (n: number, body: CaseBody) =>
    sealHouseholdMessage(key, { case: caseId, n, atMs, body }, random);
  const staff = async (n: number, body: CaseBody, by: StaffSecrets = support) =>
    sealStaffMessage(by, key, { case: caseId, n, atMs, body }, random);
  const words = await household(0, { kind: "words", text: "The garden camera is dark." });
  /** Seals a message that no device of ours would write, under the right key and at the right place. */
  const raw = async (over: Record<string, CborValue>, signer?: StaffSecrets): Promise<Uint8Array> => {
    const body = { kind: "words", text: "x" };
    const from = signer === undefined ? [0] : [1, signer.id];
    const bytes = encodeCbor({ v: PROTOCOL_VERSION, case: caseId, n: 0, from, atMs, body, ...over });
    const signature = signer === undefined ? new Uint8Array(0) : await signer.ledger.sign(CASE_MESSAGE_CONTEXT, bytes);
    return sealRaw(key, caseId, 0, encodeCbor([bytes, signature]), random(12));
  };
  const open = (name: string, n: number, message: Uint8Array, outcome: Record<string, unknown>): VectorCase => ({
    name,
    case: caseId,
    n,
    message,
    ...outcome,
  });
  const refused = (name: string, message: Uint8Array, error: string, n = 0): VectorCase =>
    open(name, n, message, { error });
  const hash = random(32) as Uint8Array as Hash;
  writeVectors(
    "protocol/case",
    "`box` is opened by the staff device from `seed` and gives `key`. Each message is opened with `key` at its place, " +
      "with the roster behind `entries`.",
    [
      open("a household's words", 0, words, { from: "household", kind: "words" }),
      open("health figures", 1, await household(1, { kind: "health", figures: [["Disk", "71 % full"]] }), {
        from: "household",
        kind: "health",
      }),
      open("words of the staff", 2, await staff(2, { kind: "words", text: "May I look?" }), {
        from: "staff",
        kind: "words",
      }),
      open("a request", 3, await staff(3, { kind: "request", request }), { from: "staff", kind: "request" }),
      open("a grant as the answer", 4, await household(4, { kind: "answer", request: hash, grant: hash }), {
        from: "household",
        kind: "answer",
      }),
      open("a no", 5, await household(5, { kind: "answer", request: hash }), { from: "household", kind: "answer" }),
      open("closed by the staff", 6, await staff(6, { kind: "close" }), { from: "staff", kind: "close" }),
      refused("a changed byte", flipped(words, 40), "crypto.open_failed"),
      refused("a changed nonce", flipped(words, 0), "crypto.open_failed"),
      refused("cut short", words.subarray(0, 20), "crypto.open_failed"),
      refused("at another number", words, "crypto.open_failed", 1),
      { name: "in another case", case: otherCase, n: 0, message: words, error: "crypto.open_failed" },
      refused("that names another number", await raw({ n: 1 }), "protocol.malformed"),
      refused("that names another case", await raw({ case: otherCase }), "protocol.malformed"),
      refused("version 2", await raw({ v: 2 }), "protocol.bad_version"),
      refused("a further key", await raw({ note: "x" }), "protocol.malformed"),
      refused("an unknown kind of body", await raw({ body: { kind: "picture" } }), "protocol.malformed"),
      refused("an unknown kind of writer", await raw({ from: [2] }), "protocol.malformed"),
      refused("a household that names a device", await raw({ from: [0, caseId] }), "protocol.malformed"),
      refused("staff without a signature", await raw({ from: [1, support.id] }), "protocol.malformed"),
      refused("a household with a signature", await raw({ from: [0] }, support), "protocol.malformed"),
      refused("in a colleague's name", await raw({ from: [1, supervisor.id] }, support), "protocol.bad_signature"),
      refused("by staff that the roster does not name", await raw({}, reader), "operator.unknown_staff"),
      refused(
        "staff that answer for the household",
        await raw({ body: { kind: "answer", request: hash, grant: hash } }, support),
        "protocol.not_allowed",
      ),
      refused(
        "staff with health figures",
        await raw({ body: { kind: "health", figures: [] } }, support),
        "protocol.not_allowed",
      ),
      refused("a household that requests", await raw({ body: { kind: "request", request } }), "protocol.not_allowed"),
      refused("2001 characters", await raw({ body: { kind: "words", text: "w".repeat(2001) } }), "protocol.too_large"),
      refused(
        "65 figures",
        await raw({ body: { kind: "health", figures: Array.from({ length: 65 }, () => ["a", "b"]) } }),
        "protocol.too_large",
      ),
      refused(
        "a figure without a value",
        await raw({ body: { kind: "health", figures: [["a"]] } }),
        "protocol.malformed",
      ),
      refused(
        "a grant of 31 bytes",
        await raw({ body: { kind: "answer", request: hash, grant: hash.subarray(1) } }),
        "protocol.malformed",
      ),
    ],
    { entries: operator.entries, seed, case: caseId, box, key },
  );
}

async function sealRaw(key: Uint8Array, caseId: CaseId, n: number, plain: Uint8Array, nonce: Uint8Array) {
  const sizeBytes = [256, 1024, 4096, 16_384].find((size) => size >= plain.length + 4) ?? 0;
  const padded = new Uint8Array(sizeBytes);
  new DataView(padded.buffer).setUint32(0, plain.length);
  padded.set(plain, 4);
  const place = concatBytes(caseId, Uint8Array.of(0, 0, 0, n));
  const messageKey = await importAeadKey(deriveKey(key, "case-message", caseId, 32));
  return concatBytes(nonce, await sealAead(messageKey, nonce, place, padded));
}
