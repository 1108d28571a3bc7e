// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A paper key in three shares, of which any two make it again (protocol §3.2). One share tells nothing, so it
 * may lie with a neighbour. A share as text carries a checksum, and which paper key it belongs to.
 */
import { concatBytes, decodeBase64url, encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import { combineShares, splitSecret } from "@nightlatch/crypto/secret-sharing";
import { ProtocolError } from "../errors.ts";
import { ID_BYTES, type DeviceId } from "../wire/index.ts";
import { deviceFromSeed } from "./device-secrets.ts";

export type PaperShare = Readonly<{ paper: DeviceId; share: Uint8Array }>;

const SHARES = 3;
const THRESHOLD = 2;
const SHARE_BYTES = SEED_BYTES + 1;
const CHECK_BYTES = 4;
const VERSION = 1;

/** @param paperSeed the device seed behind the 24 words */
export async function splitPaperKey(paperSeed: Uint8Array): Promise<readonly PaperShare[]> {
  const { id } = await deviceFromSeed(paperSeed);
  const shares = await splitSecret(paperSeed, SHARES, THRESHOLD);
  return shares.map((share) => ({ paper: id, share }));
}

/** The paper key's seed. @throws protocol.bad_share for shares of different paper keys, or one share twice */
export async function joinPaperShares(first: PaperShare, second: PaperShare): Promise<Uint8Array> {
  if (!equalBytes(first.paper, second.paper)) throw badShare("shares of two different paper keys");
  const seed = await combineShares([first.share, second.share]).catch((cause: unknown) => {
    throw badShare("the shares do not fit together", cause);
  });
  // Shares carry no proof of their own: a changed one gives another seed, and another seed another device.
  const { id } = await deviceFromSeed(seed);
  if (!equalBytes(id, first.paper)) throw badShare("the shares give another key");
  return seed;
}

export function formatPaperShare({ paper, share }: PaperShare): string {
  const bytes = concatBytes(Uint8Array.of(VERSION), paper, share);
  return encodeBase64url(concatBytes(bytes, checkOf(bytes)));
}

/** @throws protocol.bad_share */
export function parsePaperShare(text: string): PaperShare {
  const bytes = decodeText(text);
  const [body, check] = [bytes.subarray(0, -CHECK_BYTES), bytes.subarray(-CHECK_BYTES)];
  if (body.length !== 1 + ID_BYTES + SHARE_BYTES || body[0] !== VERSION) throw badShare("no share of a paper key");
  if (!equalBytes(check, checkOf(body))) throw badShare("a share with a typing mistake");
  return { paper: body.slice(1, 1 + ID_BYTES) as DeviceId, share: body.slice(1 + ID_BYTES) };
}

function checkOf(bytes: Uint8Array): Uint8Array {
  return labelledHash("paper-share", bytes).subarray(0, CHECK_BYTES);
}

function decodeText(text: string): Uint8Array {
  try {
    return decodeBase64url(text.replaceAll(/\s/gu, ""));
  } catch (cause) {
    throw badShare("not the text of a share", cause);
  }
}

function badShare(message: string, cause?: unknown): ProtocolError {
  const advice = "Check the text of both shares. They must be two different shares of the same paper key.";
  return new ProtocolError("protocol.bad_share", message, cause === undefined ? { advice } : { advice, cause });
}
