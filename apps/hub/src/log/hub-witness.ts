// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file This hub as a witness of the log that its household's policy names (protocol §13.3). Requests come over the
 * socket that the hub opened; whoever sends them controls every byte. Once halted, it signs nothing of that log again.
 */
import { witnessKeyOf, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { witnessNameOf } from "@nightlatch/protocol/log";
import type { LedgerState } from "@nightlatch/protocol/wire";
import { parsePolicy } from "@nightlatch/transparency/policy";
import { createEd25519Cosigner } from "@nightlatch/transparency/signing";
import {
  createWitness,
  type WitnessAnswer,
  type WitnessedLog,
  type WitnessStore,
} from "@nightlatch/transparency/witness";

export type HubWitnessDeps = Readonly<{
  hub: DeviceSecrets;
  store: WitnessStore;
  state: () => LedgerState;
  nowMs: () => number;
  /** This hub has found the log out: see Alarms. */
  isHalted: () => boolean;
  /** The log signed two trees of one size. `body` is the request that showed the second. */
  onFork: (body: Uint8Array) => void;
}>;

/** C2SP's tlog-witness has no status for "I refuse this log for good"; 403 is what it calls a log not trusted. */
const HALTED = { status: 403, body: new Uint8Array(0) } as const;

export class HubWitness {
  readonly #deps: HubWitnessDeps;

  constructor(deps: HubWitnessDeps) {
    this.#deps = deps;
  }

  /** The answer to one add-checkpoint body. What is signed was durable before. */
  async answer(body: Uint8Array): Promise<Pick<WitnessAnswer, "status" | "body">> {
    const { hub, store, state, nowMs, isHalted, onFork } = this.#deps;
    if (isHalted()) return HALTED;
    const cosigners = [createEd25519Cosigner(witnessNameOf(hub.id), witnessKeyOf(hub))];
    const answer = await createWitness({ logs: logsOf(state()), cosigners, store, nowMs }).addCheckpoint(body);
    if (answer.verdict.kind === "conflict" && answer.verdict.isFork) onFork(body);
    // What was found meanwhile counts: the signature has not left yet.
    return isHalted() ? HALTED : answer;
  }
}

/** The household's policy in its ledger, which only owners change. */
function logsOf({ policy }: LedgerState): readonly WitnessedLog[] {
  if (policy === "") return [];
  return parsePolicy(policy).logs.map(({ key }) => ({ origin: key.name, keys: [key] }));
}
