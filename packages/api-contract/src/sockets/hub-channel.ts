// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Text messages between a hub and the relay, at /v1/live/hub. */
import { MAX_BEACON_BYTES, MAX_VIEWER_NONCES, VIEWER_NONCE_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { bytesText, count, exactBytesText, idText } from "../field-types.ts";
import { MAX_WITNESS_BYTES } from "../limits.ts";

export const HUB_SOCKET_PATH = "/v1/live/hub";

export const hello = z.object({ type: z.literal("hello"), token: z.string().max(256) });
export const ready = z.object({ type: z.literal("ready") });
export const socketError = z.object({
  type: z.literal("error"),
  code: z.string(),
  message: z.string(),
  advice: z.string(),
});
/** To hub and viewer alike, every ALIVE_EVERY_MS. Its only news is that the way is open; channels keep it to themselves. */
export const aliveMessage = z.object({ type: z.literal("alive") });
export const ledgerChanged = z.object({ type: z.literal("ledger-changed"), seq: count });
export const recordsChanged = z.object({ type: z.literal("records-changed") });
/** A leaf of the household is in the log now, or a hub of it has cosigned: /v1/log/proof has news. */
export const logChanged = z.object({ type: z.literal("log-changed") });
/** Staff accepted a grant of this household, or fetched a clip of one. */
export const grantsChanged = z.object({ type: z.literal("grants-changed") });
export const beaconMessage = z.object({
  type: z.literal("beacon"),
  camera: idText,
  beacon: bytesText(MAX_BEACON_BYTES),
});

/** A hub's answer as a witness, with the HTTP status and body of C2SP's tlog-witness. */
export const checkpointAnswer = z.object({
  type: z.literal("checkpoint-answer"),
  id: count,
  status: z.number().int().min(200).max(599),
  body: bytesText(MAX_WITNESS_BYTES),
});

export const hubToServer = z.discriminatedUnion("type", [hello, beaconMessage, checkpointAnswer]);
export type HubToServer = z.infer<typeof hubToServer>;

/** A hub sends a camera's pictures while `nonces` is not empty. */
export const viewersMessage = z.object({
  type: z.literal("viewers"),
  camera: idText,
  nonces: z.array(exactBytesText(VIEWER_NONCE_BYTES)).max(MAX_VIEWER_NONCES),
});

/** Asks a hub to cosign. A hub has no door of its own: the request of tlog-witness comes over the socket it opened. */
export const addCheckpoint = z.object({
  type: z.literal("add-checkpoint"),
  id: count,
  body: bytesText(MAX_WITNESS_BYTES),
});

export const serverToHub = z.discriminatedUnion("type", [
  ready,
  socketError,
  viewersMessage,
  ledgerChanged,
  recordsChanged,
  logChanged,
  grantsChanged,
  addCheckpoint,
]);
export type ServerToHub = z.infer<typeof serverToHub>;
