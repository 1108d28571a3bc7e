// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A witness's judgement, pure: c2sp.org/tlog-witness, "add-checkpoint". The order of the checks is that of the
 * specification, and the answers are its HTTP statuses.
 */
import { hasCode } from "@nightlatch/errors";
import { TransparencyError } from "../errors.ts";
import { EMPTY_TREE, equalHeads, type TreeHead } from "../merkle/tree-head.ts";
import { verifyConsistency } from "../merkle/verify-proof.ts";
import { parseCheckpoint, type Checkpoint } from "../notes/checkpoint.ts";
import { verifySignatures } from "../notes/open-checkpoint.ts";
import { parseNote, type Note } from "../notes/signed-note.ts";
import type { VerifierKey } from "../notes/verifier-key.ts";
import type { AddCheckpointRequest } from "./add-checkpoint-request.ts";

/** A log that this witness watches. */
export type WitnessedLog = Readonly<{
  origin: string;
  /** Keys that may sign its checkpoints, whatever their names. */
  keys: readonly VerifierKey[];
}>;

export type CheckpointVerdict =
  | Readonly<{ kind: "cosign"; checkpoint: Checkpoint }>
  | Readonly<{ kind: "refuse"; status: 400 | 403 | 404 | 422; because: TransparencyError }>
  /** The request starts from another size than the last cosigned one, or shows another tree of that size. */
  | Readonly<{ kind: "conflict"; status: 409; lastSize: number; isFork: boolean }>;

/** `last` is the head that was last cosigned of the log in the request, if any. The request is attacker-controlled. */
export function judgeCheckpoint(
  logs: readonly WitnessedLog[],
  last: TreeHead | undefined,
  request: AddCheckpointRequest,
): CheckpointVerdict {
  const read = readNote(request.checkpoint);
  if (read instanceof TransparencyError) return refuse(400, read);
  const { note, checkpoint } = read;
  const log = logs.find(({ origin }) => origin === checkpoint.origin);
  if (log === undefined) {
    return refuse(404, new TransparencyError("transparency.wrong_log", "this witness does not know that log"));
  }
  const unsigned = refusalOfSignatures(note, checkpoint, log);
  if (unsigned !== undefined) return unsigned;
  if (request.oldSize > checkpoint.size) {
    return refuse(400, new TransparencyError("transparency.malformed", "the old size is above the checkpoint's"));
  }
  const lastHead = last ?? EMPTY_TREE;
  if (request.oldSize !== lastHead.size) {
    return { kind: "conflict", status: 409, lastSize: lastHead.size, isFork: false };
  }
  return judgeGrowth(lastHead, checkpoint, request);
}

/** The origin that a request is about, for who has to look up its head first. Undefined when it is not readable. */
export function originOf(request: AddCheckpointRequest): string | undefined {
  const read = readNote(request.checkpoint);
  return read instanceof TransparencyError ? undefined : read.checkpoint.origin;
}

function judgeGrowth(last: TreeHead, checkpoint: Checkpoint, { proof }: AddCheckpointRequest): CheckpointVerdict {
  if (last.size === checkpoint.size && !equalHeads(last, checkpoint)) {
    return { kind: "conflict", status: 409, lastSize: last.size, isFork: true };
  }
  try {
    verifyConsistency(last, checkpoint, proof);
    return { kind: "cosign", checkpoint };
  } catch (error) {
    if (hasCode(error, "transparency.proof_invalid")) return refuse(422, asTransparency(error));
    throw error;
  }
}

function refusalOfSignatures(
  note: Note,
  checkpoint: Checkpoint,
  { keys }: WitnessedLog,
): CheckpointVerdict | undefined {
  try {
    if (verifySignatures(note, checkpoint, keys).length > 0) return undefined;
    return refuse(403, new TransparencyError("transparency.bad_signature", "no trusted key signed the checkpoint"));
  } catch (error) {
    if (hasCode(error, "transparency.bad_signature")) return refuse(403, asTransparency(error));
    throw error;
  }
}

function readNote(bytes: Uint8Array): Readonly<{ note: Note; checkpoint: Checkpoint }> | TransparencyError {
  try {
    const note = parseNote(bytes);
    return { note, checkpoint: parseCheckpoint(note.text) };
  } catch (error) {
    if (error instanceof TransparencyError) return error;
    throw error;
  }
}

function refuse(status: 400 | 403 | 404 | 422, because: TransparencyError): CheckpointVerdict {
  return { kind: "refuse", status, because };
}

function asTransparency(error: Error): TransparencyError {
  return error instanceof TransparencyError ? error : new TransparencyError("transparency.malformed", error.message);
}
