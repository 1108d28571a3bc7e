// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What can be wrong with a log, a note, a proof, or whoever shows them. */
import { NightlatchError, type ErrorOptionsWithAdvice } from "@nightlatch/errors";

export type TransparencyErrorCode =
  | "transparency.malformed" // not the form that the C2SP specification gives
  | "transparency.too_large" // over a limit on notes, leaves or proofs
  | "transparency.bad_signature" // no known key signed, or a line in a known key's name does not verify
  | "transparency.wrong_log" // signed by or naming another log than the one asked for
  | "transparency.bad_policy" // a policy that means nothing, or could mean two things
  | "transparency.no_quorum" // too few of the witnesses that the policy asks for
  | "transparency.stale" // witnessed too long ago
  | "transparency.wrong_time" // witnessed later than this device's clock allows
  | "transparency.rollback" // a smaller log than one that was seen before
  | "transparency.fork" // two logs in one name: same size, different content
  | "transparency.proof_invalid" // a proof that does not lead to the root
  | "transparency.tile_invalid" // a stored piece that the checkpoint does not vouch for
  | "transparency.tile_missing" // a piece that the checkpoint says must exist
  | "transparency.no_such_log" // no log where one was asked for
  | "transparency.store_contradicts" // the log's own store disagrees with itself or with what was signed
  | "transparency.not_the_writer" // another process writes this log
  | "transparency.busy" // more leaves wait than may wait
  | "transparency.stopped"; // this sequencer has stopped: open a new one

export class TransparencyError extends NightlatchError<TransparencyErrorCode> {
  constructor(code: TransparencyErrorCode, message: string, options?: ErrorOptionsWithAdvice) {
    super(code, message, options);
    this.name = "TransparencyError";
  }
}

/** A piece of a log that cannot be believed, or is not there; `path` names it. */
export class TileError extends TransparencyError {
  readonly path: string;

  constructor(
    code: "transparency.tile_invalid" | "transparency.tile_missing",
    path: string,
    reason: string,
    options?: ErrorOptionsWithAdvice,
  ) {
    super(code, `${path} ${reason}`, options);
    this.name = "TileError";
    this.path = path;
  }
}

/** With which code something is refused; undefined when it is not. What else is thrown goes on. */
export function refusalCodeOf(verify: () => void): TransparencyErrorCode | undefined {
  try {
    verify();
    return undefined;
  } catch (error) {
    if (error instanceof TransparencyError) return error.code;
    throw error;
  }
}
