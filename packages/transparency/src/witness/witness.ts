// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A witness: remembers first, signs afterwards. It owns no state but its store's; whatever the transport is, the
 * answer is that of c2sp.org/tlog-witness.
 */
import { encodeUtf8 } from "@nightlatch/bytes";
import { TransparencyError } from "../errors.ts";
import type { Checkpoint } from "../notes/checkpoint.ts";
import { formatSignatureLines } from "../notes/signed-note.ts";
import type { Cosigner } from "../notes/signing.ts";
import { parseAddCheckpoint, type AddCheckpointRequest } from "./add-checkpoint-request.ts";
import { judgeCheckpoint, originOf, type CheckpointVerdict, type WitnessedLog } from "./judge-checkpoint.ts";
import type { WitnessedHead, WitnessStore } from "./witness-store.ts";

export type WitnessOptions = Readonly<{
  logs: readonly WitnessedLog[];
  /** At least one; each signs. */
  cosigners: readonly Cosigner[];
  store: WitnessStore;
  nowMs: () => number;
  /**
   * Asked of each checkpoint that would be signed, before it is remembered; false is not yet. For who reads what it
   * stands for. Absent: whatever grew is signed.
   */
  mayCosign?: (checkpoint: Checkpoint, note: Uint8Array) => Promise<boolean>;
}>;

/** Nothing is wrong with the checkpoint: the same request may be answered later. */
export type NotYet = Readonly<{ kind: "not-yet"; status: 503 }>;

export type WitnessAnswer = Readonly<{
  status: 200 | 400 | 403 | 404 | 409 | 422 | 503;
  contentType: string;
  body: Uint8Array;
  /** What the witness found, for its operator's log and evidence: not sent. */
  verdict: CheckpointVerdict | NotYet;
}>;

export interface Witness {
  /** Answers one add-checkpoint body. Throws only what the store and `mayCosign` throw. */
  addCheckpoint(body: Uint8Array): Promise<WitnessAnswer>;
}

const TEXT = "text/plain; charset=utf-8";
const SIZE = "text/x.tlog.size";
const NOT_YET: WitnessAnswer = {
  status: 503,
  contentType: TEXT,
  body: new Uint8Array(0),
  verdict: { kind: "not-yet", status: 503 },
};
/** Each lost race means that another request was answered: many in a row are a store that is broken. */
const MAX_RACES = 100;

export function createWitness(options: WitnessOptions): Witness {
  return { addCheckpoint: (body) => addCheckpoint(options, body) };
}

async function addCheckpoint(options: WitnessOptions, body: Uint8Array): Promise<WitnessAnswer> {
  const request = readRequest(body);
  if (request instanceof TransparencyError) return refusal({ kind: "refuse", status: 400, because: request });
  const origin = originOf(request) ?? "";
  for (let races = 0; races < MAX_RACES; races += 1) {
    const last = await options.store.readHead(origin);
    const verdict = judgeCheckpoint(options.logs, last, request);
    if (verdict.kind !== "cosign") return refusal(verdict);
    if ((await options.mayCosign?.(verdict.checkpoint, request.checkpoint)) === false) return NOT_YET;
    const next = headAfter(last, verdict.checkpoint, options.nowMs());
    // Durable before any signature: a witness that forgot what it signed could sign a fork.
    if (isUnchanged(last, next) || (await options.store.swapHead(origin, last, next))) {
      return cosigned(options.cosigners, verdict, verdict.checkpoint, next.timeSeconds);
    }
  }
  throw new TransparencyError("transparency.store_contradicts", "the witness's store refuses every change", {
    advice: "See that one witness alone uses this store, and that its disk is writable.",
  });
}

/** A clock that was set back must not make a cosignature older than the one before. */
function headAfter(last: WitnessedHead | undefined, { size, root }: Checkpoint, nowMs: number): WitnessedHead {
  return { size, root, timeSeconds: Math.max(last?.timeSeconds ?? 1, Math.floor(nowMs / 1000)) };
}

/** Once a second is enough for the same tree. */
function isUnchanged(last: WitnessedHead | undefined, next: WitnessedHead): boolean {
  return last?.size === next.size && last.timeSeconds === next.timeSeconds;
}

async function cosigned(
  cosigners: readonly Cosigner[],
  verdict: CheckpointVerdict,
  checkpoint: Checkpoint,
  timeSeconds: number,
): Promise<WitnessAnswer> {
  const lines = await Promise.all(cosigners.map((cosigner) => cosigner.cosign(checkpoint, timeSeconds)));
  return { status: 200, contentType: TEXT, body: formatSignatureLines(lines), verdict };
}

function refusal(verdict: Exclude<CheckpointVerdict, { kind: "cosign" }>): WitnessAnswer {
  if (verdict.kind === "conflict") {
    const body = encodeUtf8(`${String(verdict.lastSize)}\n`);
    return { status: 409, contentType: SIZE, body, verdict };
  }
  return { status: verdict.status, contentType: TEXT, body: encodeUtf8(`${verdict.because.code}\n`), verdict };
}

function readRequest(body: Uint8Array): AddCheckpointRequest | TransparencyError {
  try {
    return parseAddCheckpoint(body);
  } catch (error) {
    if (error instanceof TransparencyError) return error;
    throw error;
  }
}
