// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The operator's roster, what staff sign, what stands in its lane, and what is inside a case and a grant box. */
import { equalBytes } from "@nightlatch/bytes";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import {
  applyRosterEntry,
  decodeAcceptance,
  decodeAccessRequest,
  decodeFetchReceipt,
  decodeLegalDemand,
  decodeOperatorItem,
  decodeRosterEntry,
  decodeSigned,
  decodeSignedRosterEntry,
  decodeStaffOffer,
  encodeAcceptance,
  encodeAccessRequest,
  encodeCaseMessage,
  encodeFetchReceipt,
  encodeLegalDemand,
  encodeOperatorItem,
  encodeRosterEntry,
  encodeSignedCaseMessage,
  encodeSignedRosterEntry,
  encodeStaffOffer,
  decodeSignedCaseMessage,
  MAX_STAFF_STATEMENT_BYTES,
  type CaseId,
} from "@nightlatch/protocol/wire";
import { seededRandom, TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import itemVectors from "../../../vectors/protocol/operator-items.json" with { type: "json" };
import { decodeGrantKeys, encodeGrantKeys } from "../../../packages/protocol/src/grant-keys.ts";
import { promised, type FuzzTarget, type TargetFamily } from "../target.ts";
import { acceptedInputs } from "./vector-inputs.ts";

const random = seededRandom("tests/fuzz/operator");
const LAYOUT_CODES = ["protocol.malformed", "protocol.bad_version", "protocol.too_large"] as const;

export const operator: TargetFamily = {
  roster: rosterTarget,
  "staff-offer": async () => {
    const { support, supervisor, staffOf } = await TestOperator.create("tests/fuzz/offers");
    const offers = [staffOf(support, "support", "Sam"), staffOf(supervisor, "support", "Ünal")];
    return twins(offers.map(encodeStaffOffer), (input) => encodeStaffOffer(decodeStaffOffer(input)));
  },
  item: () =>
    twins(
      acceptedInputs(itemVectors.cases, ({ item }) => item),
      (input) => encodeOperatorItem(decodeOperatorItem(input)),
    ),
  acceptance: () => twins(statements("acceptance"), (input) => encodeAcceptance(decodeAcceptance(input))),
  "legal-demand": () => twins(statements("legal-demand"), (input) => encodeLegalDemand(decodeLegalDemand(input))),
  request: () => twins(statements("request"), (input) => encodeAccessRequest(decodeAccessRequest(input))),
  fetch: () => twins(statements("fetch"), (input) => encodeFetchReceipt(decodeFetchReceipt(input))),
  "case-message": () => ({
    ...twins(caseMessages(), (input) => {
      const { bytes, message, signature } = decodeSignedCaseMessage(input);
      promised(equalBytes(encodeCaseMessage(message), bytes), "accepted a message that it would not write");
      return encodeSignedCaseMessage(bytes, signature);
    }),
    codes: [...LAYOUT_CODES, "protocol.not_allowed"],
  }),
  "grant-keys": () => {
    const hub = signerFromSeed(random(32)).publicKey;
    const tracks = ([0, 1, 2] as const).map((track) => ({ track, key: random(32) }));
    const seeds = [tracks, tracks.slice(0, 2)].map((some) => encodeGrantKeys({ hub, tracks: some }));
    return twins(seeds, (input) => encodeGrantKeys(decodeGrantKeys(input)));
  },
};

/** A changed entry is refused, whatever it says; the one that was signed is not. */
async function rosterTarget(): Promise<FuzzTarget> {
  const { state, entries, support, sign } = await bound("tests/fuzz/roster");
  const next = await sign({ type: "suspend", staff: support.id }, TEST_NOW_MS);
  const genuine = [...entries, next];
  return {
    form: "cbor",
    seeds: genuine,
    codes: LAYOUT_CODES,
    judge(input) {
      const signed = decodeSignedRosterEntry(input);
      promised(equalBytes(encodeSignedRosterEntry(signed), input), "accepted an entry that it would not write");
      const entry = decodeRosterEntry(signed.bytes);
      promised(equalBytes(encodeRosterEntry(entry), signed.bytes), "accepted bytes that it would not write");
      const [asFirst, asNext] = [applyRosterEntry(undefined, input), applyRosterEntry(state, input)];
      const isGenuine = genuine.some((one) => equalBytes(one, input));
      promised(asNext.kind === "refused" || equalBytes(input, next), "believed an entry that nobody signed");
      promised(asFirst.kind === "refused" || isGenuine, "believed a roster that nobody founded");
      return [asFirst, asNext].map((verdict) => (verdict.kind === "refused" ? verdict.code : verdict.kind)).join(" ");
    },
  };
}

async function bound(seed: string) {
  const made = await TestOperator.create(seed);
  return { state: made.state, entries: made.entries, support: made.support, sign: made.sign.bind(made) };
}

/** What is accepted is the one spelling of what was read. */
function twins(seeds: readonly Uint8Array[], respell: (input: Uint8Array) => Uint8Array): FuzzTarget {
  return {
    form: "cbor",
    seeds,
    codes: LAYOUT_CODES,
    judge(input) {
      promised(equalBytes(respell(input), input), "accepted what it would not write");
      return "accepted";
    },
  };
}

/** Unsigned: the layouts are what is bent here. */
function statements(kind: string): readonly Uint8Array[] {
  const own = itemVectors.cases.filter(({ what }) => what === kind);
  const signed = acceptedInputs(own, (one) => one.signed);
  return signed.map((bytes) => decodeSigned(bytes, MAX_STAFF_STATEMENT_BYTES, kind).bytes);
}

function caseMessages(): readonly Uint8Array[] {
  const place = { case: random(16) as Uint8Array as CaseId, n: 3, atMs: TEST_NOW_MS };
  const words = { ...place, body: { kind: "words", text: "Why is it dark?" } } as const;
  const health = { ...place, body: { kind: "health", figures: [["Disk", "71 %"] as const] } } as const;
  const from = { kind: "household" } as const;
  return [words, health].map((message) => encodeSignedCaseMessage(encodeCaseMessage({ ...message, from }), undefined));
}
