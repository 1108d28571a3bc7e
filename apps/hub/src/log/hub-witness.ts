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
import { createWitness, type WitnessedLog, type WitnessStore } from "@nightlatch/transparency/witness";
import type { LogTree } from "./tile-watch.ts";

export type HubWitnessDeps = Readonly<{
  hub: DeviceSecrets;
  store: WitnessStore;
  state: () => LedgerState;
  nowMs: () => number;
  /** This hub has found the log out: see Alarms. */
  isHalted: () => boolean;
  /**
   * Reads all that is new in the tree; false when this hub cannot stand for it: the log's tiles were not to be had, or
   * hold what it does not know yet. Asked of what grew from what it signed.
   */
  mayVouch: (tree: LogTree) => Promise<boolean>;
  /** This hub signed the tree of this request. */
  onSigned: (body: Uint8Array) => void;
  /** The log signed two trees of one size. `body` is the request that showed the second. */
  onFork: (body: Uint8Array) => void;
}>;

/** C2SP's tlog-witness has no status for "I refuse this log for good"; 403 is what it calls a log not trusted. */
const HALTED = { status: 403, body: new Uint8Array(0) } as const;
type Answer = Readonly<{ status: number; body: Uint8Array }>;

export class HubWitness {
  readonly #deps: HubWitnessDeps;

  constructor(deps: HubWitnessDeps) {
    this.#deps = deps;
  }

  /** The answer to one add-checkpoint body. What is signed was durable before, and read by this hub before that. */
  async answer(body: Uint8Array): Promise<Answer> {
    const { hub, store, state, nowMs, isHalted, mayVouch, onSigned, onFork } = this.#deps;
    if (isHalted()) return HALTED;
    const witness = createWitness({
      logs: logsOf(state()),
      cosigners: [createEd25519Cosigner(witnessNameOf(hub.id), witnessKeyOf(hub))],
      store,
      nowMs,
      mayCosign: (tree, checkpoint) => mayVouch({ ...tree, checkpoint }),
    });
    const { verdict, ...answer } = await witness.addCheckpoint(body);
    if (verdict.kind === "cosign") onSigned(body);
    if (verdict.kind === "conflict" && verdict.isFork) onFork(body);
    // What was found meanwhile counts: the signature has not left yet.
    return isHalted() ? HALTED : answer;
  }
}

/** The household's policy in its ledger, which only owners change. */
function logsOf({ policy }: LedgerState): readonly WitnessedLog[] {
  if (policy === "") return [];
  return parsePolicy(policy).logs.map(({ key }) => ({ origin: key.name, keys: [key] }));
}
