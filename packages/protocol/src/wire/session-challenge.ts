// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How a device proves itself to the server (protocol §10): it signs a fresh challenge with its session key,
 * under a context of its own. What it signs here is never a ledger entry.
 */
import { encodeCbor } from "@nightlatch/bytes";
import { verifySignature } from "@nightlatch/crypto/signature";
import type { DevicePublicKeys } from "./device-keys.ts";
import type { DeviceId, LaneId } from "./identifiers.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";

export const SESSION_CONTEXT = "session";
export const CHALLENGE_BYTES = 32;

export type SessionChallenge = Readonly<{ lane: LaneId; device: DeviceId; challenge: Uint8Array }>;

export function encodeSessionChallenge(proof: SessionChallenge): Uint8Array {
  return encodeCbor({ v: PROTOCOL_VERSION, lane: proof.lane, device: proof.device, challenge: proof.challenge });
}

export function verifySessionProof(keys: DevicePublicKeys, proof: SessionChallenge, signature: Uint8Array): boolean {
  return verifySignature(keys.session, SESSION_CONTEXT, encodeSessionChallenge(proof), signature);
}
