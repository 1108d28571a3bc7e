// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A hub's side of the live socket as far as witnessing goes: a real witness behind it, or one that misbehaves. */
import type { DeviceSession } from "@nightlatch/api-client";
import { HUB_SOCKET_PATH, type ServerToHub } from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { witnessKeyOf, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { witnessNameOf } from "@nightlatch/protocol/log";
import { createEd25519Cosigner } from "@nightlatch/transparency/signing";
import { parsePolicy } from "@nightlatch/transparency/policy";
import { createWitness, type Witness } from "@nightlatch/transparency/witness";
import { openWitnessFolder } from "@nightlatch/transparency/witness-folder";
import { connectPeer, type LivePeer } from "./live-peer.ts";

export type WitnessReply = Readonly<{ status: number; body: Uint8Array }>;
export type AddCheckpoint = Extract<ServerToHub, { type: "add-checkpoint" }>;

/** The household's witness: knows the log of its policy, remembers in `folder`. */
export async function hubWitness(
  hub: DeviceSecrets,
  policy: string,
  folder: string,
  nowMs: () => number,
): Promise<Witness> {
  const logs = parsePolicy(policy).logs.map(({ key }) => ({ origin: key.name, keys: [key] }));
  const cosigners = [createEd25519Cosigner(witnessNameOf(hub.id), witnessKeyOf(hub))];
  return createWitness({ logs, cosigners, store: await openWitnessFolder(folder), nowMs });
}

/** Connects as the hub and answers every question by `reply`; without an answer it stays silent. */
export async function connectWitness(
  serverUrl: string,
  session: DeviceSession,
  reply: (body: Uint8Array) => Promise<WitnessReply | undefined>,
): Promise<LivePeer> {
  const peer = await connectPeer(serverUrl, HUB_SOCKET_PATH, session);
  const answer = async ({ id, body }: AddCheckpoint) => {
    const answered = await reply(decodeBase64url(body));
    if (answered === undefined) return;
    peer.say({ type: "checkpoint-answer", id, status: answered.status, body: encodeBase64url(answered.body) });
  };
  const answerNew = () => {
    while (peer.texts.length > 0) {
      const at = peer.texts.findIndex(({ type }) => type === "add-checkpoint");
      if (at === -1) return;
      const [question] = peer.texts.splice(at, 1);
      void answer(question as AddCheckpoint);
    }
  };
  peer.socket.on("message", answerNew);
  answerNew();
  return peer;
}
