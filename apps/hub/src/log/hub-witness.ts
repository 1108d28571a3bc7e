// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file This hub as a witness of the log that its household's policy names (protocol §13.3). Requests come over the
 * socket that the hub opened; whoever sends them controls every byte. Once halted, it signs nothing of that log again.
 */
import { NightlatchError } from "@nightlatch/errors";
import { witnessKeyOf, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { witnessNameOf } from "@nightlatch/protocol/log";
import type { LedgerState } from "@nightlatch/protocol/wire";
import { parsePolicy } from "@nightlatch/transparency/policy";
import { createEd25519Cosigner } from "@nightlatch/transparency/signing";
import {
  createWitness,
  judgeCheckpoint,
  originOf,
  parseAddCheckpoint,
  type AddCheckpointRequest,
  type WitnessedLog,
  type WitnessStore,
} from "@nightlatch/transparency/witness";
import type { LogTree } from "./tile-watch.ts";

export type HubWitnessDeps = Readonly<{
  hub: DeviceSecrets;
  store: WitnessStore;
  state: () => LedgerState;
  nowMs: () => number;
  /** This hub has found the log out: see Alarms. */
  isHalted: () => boolean;
  /** Reads all that is new in the tree; false when this hub cannot stand for it. Asked of what grew from what it signed. */
  mayVouch: (tree: LogTree) => Promise<boolean>;
  /** This hub signed the tree of this request. */
  onSigned: (body: Uint8Array) => void;
  /** The log signed two trees of one size. `body` is the request that showed the second. */
  onFork: (body: Uint8Array) => void;
}>;

/** C2SP's tlog-witness has no status for "I refuse this log for good"; 403 is what it calls a log not trusted. */
const HALTED = { status: 403, body: new Uint8Array(0) } as const;
/** Not now: the log's tiles were not to be had, or hold what this hub does not know yet. */
const NOT_YET = { status: 503, body: new Uint8Array(0) } as const;

type Answer = Readonly<{ status: number; body: Uint8Array }>;

export class HubWitness {
  readonly #deps: HubWitnessDeps;

  constructor(deps: HubWitnessDeps) {
    this.#deps = deps;
  }

  /** The answer to one add-checkpoint body. What is signed was durable before. */
  async answer(body: Uint8Array): Promise<Answer> {
    const { hub, store, state, nowMs, isHalted, mayVouch, onSigned, onFork } = this.#deps;
    if (isHalted()) return HALTED;
    const logs = logsOf(state());
    const tree = await this.#grownTree(logs, body);
    // Read first, signed afterwards: what a hub has not seen it does not stand for.
    if (tree !== undefined && !(await mayVouch(tree))) return isHalted() ? HALTED : NOT_YET;
    const cosigners = [createEd25519Cosigner(witnessNameOf(hub.id), witnessKeyOf(hub))];
    const answer = await createWitness({ logs, cosigners, store, nowMs }).addCheckpoint(body);
    if (answer.verdict.kind === "cosign") onSigned(body);
    if (answer.verdict.kind === "conflict" && answer.verdict.isFork) onFork(body);
    // What was found meanwhile counts: the signature has not left yet.
    return isHalted() ? HALTED : answer;
  }

  /** The tree of a request that would be signed: the log signed it, and it grew from the last one. */
  async #grownTree(logs: readonly WitnessedLog[], body: Uint8Array): Promise<LogTree | undefined> {
    const request = parsedRequest(body);
    if (request === undefined) return undefined;
    const origin = originOf(request);
    const last = origin === undefined ? undefined : await this.#deps.store.readHead(origin);
    const verdict = judgeCheckpoint(logs, last, request);
    return verdict.kind === "cosign" ? { ...verdict.checkpoint, checkpoint: request.checkpoint } : undefined;
  }
}

/** Undefined for what is no request: the witness answers that. */
function parsedRequest(body: Uint8Array): AddCheckpointRequest | undefined {
  try {
    return parseAddCheckpoint(body);
  } catch (error) {
    if (error instanceof NightlatchError) return undefined;
    throw error;
  }
}

/** The household's policy in its ledger, which only owners change. */
function logsOf({ policy }: LedgerState): readonly WitnessedLog[] {
  if (policy === "") return [];
  return parsePolicy(policy).logs.map(({ key }) => ({ origin: key.name, keys: [key] }));
}
