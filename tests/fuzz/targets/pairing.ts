// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Pairing links and messages, and the answer to a session challenge. */
import { decodeUtf8, encodeUtf8, equalBytes } from "@nightlatch/bytes";
import {
  createHubSecret,
  createInvite,
  decodeAnswer,
  decodeOffer,
  encodeAnswer,
  encodeOffer,
  openPairingMessage,
  parseHubSecret,
  parseInvite,
  proveSession,
  sealPairingMessage,
} from "@nightlatch/protocol/keys";
import { verifySessionProof } from "@nightlatch/protocol/wire";
import { seededRandom, testHousehold } from "@nightlatch/testkit";
import { promised, type FuzzTarget, type TargetFamily } from "../target.ts";
import { onlyThese } from "./signed-seeds.ts";

const random = seededRandom("tests/fuzz/pairing");
const LAYOUT_CODES = ["protocol.malformed", "protocol.bad_version", "protocol.too_large"] as const;

export const pairing: TargetFamily = {
  "pairing-link": () => ({
    form: "text",
    seeds: [createInvite(random).linkFragment, createHubSecret(random).linkFragment].map(encodeUtf8),
    codes: ["bytes.malformed", "protocol.bad_link"],
    judge(input) {
      const text = decodeUtf8(input);
      const isInvite = text.trim().length > 30;
      const parsed = isInvite ? parseInvite(text).secret : parseHubSecret(text);
      promised(parsed.length === 16, "read a secret of another length");
      return isInvite ? "invite" : "hub";
    },
  }),
  "pairing-offer": async () => {
    const { member } = await testHousehold("tests/fuzz/pairing");
    return {
      form: "cbor",
      seeds: [encodeOffer({ keys: member.publicKeys, name: "Mia's phone" })],
      codes: LAYOUT_CODES,
      judge(input) {
        promised(equalBytes(encodeOffer(decodeOffer(input)), input), "accepted an offer that it would not write");
        return "offer";
      },
    };
  },
  "pairing-answer": async () => {
    const { state } = await testHousehold("tests/fuzz/pairing");
    return {
      form: "cbor",
      seeds: [encodeAnswer(state)],
      codes: LAYOUT_CODES,
      judge(input) {
        promised(equalBytes(encodeAnswer(decodeAnswer(input)), input), "accepted an answer that it would not write");
        return "answer";
      },
    };
  },
  "pairing-message": messageTarget,
  "session-proof": sessionTarget,
};

async function messageTarget(): Promise<FuzzTarget> {
  const { secret } = createInvite(random);
  const message = await sealPairingMessage(secret, "offer", encodeUtf8("an offer"), random);
  const { assertGenuine } = onlyThese([message]);
  return {
    form: "bytes",
    seeds: [message],
    codes: ["pairing.mismatch"],
    async judge(input) {
      const plain = await openPairingMessage(secret, "offer", input);
      assertGenuine(input, "a pairing message");
      return `opened ${String(plain.length)}`;
    },
  };
}

/** The signature is what the network brings; the challenge is the server's own. */
async function sessionTarget(): Promise<FuzzTarget> {
  const { member, state } = await testHousehold("tests/fuzz/pairing");
  const proof = { lane: state.lane, device: member.id, challenge: random(32) };
  const signature = await proveSession(member, proof.lane, proof.challenge);
  return {
    form: "bytes",
    seeds: [signature],
    codes: [],
    judge(input) {
      const isGood = verifySessionProof(member.publicKeys, proof, input);
      promised(isGood === equalBytes(input, signature), "took a changed proof, or refused the genuine one");
      return String(isGood);
    },
  };
}
