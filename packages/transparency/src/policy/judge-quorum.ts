// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Is a checkpoint witnessed well enough to be believed, and when? c2sp.org/tlog-policy, "Defining the quorum".
 * Pure: no clock, no store. Counts names: a witness that appears in many lines has one voice.
 */
import { TransparencyError } from "../errors.ts";
import { openCheckpoint, verifySignatures, withSignatures, type SignedCheckpoint } from "../notes/open-checkpoint.ts";
import { NO_QUORUM, type Policy } from "./policy.ts";

/** A witness of the policy, by the policy's name for it, and the time that it signed. */
export type Witnessing = Readonly<{ name: string; timeMs: number }>;
export type QuorumReached = Readonly<{
  kind: "reached";
  checkpoint: SignedCheckpoint;
  cosigned: readonly Witnessing[];
  /** Undefined when nobody cosigned, which only `quorum none` allows. Half of the witnesses cannot move it alone. */
  medianTimeMs: number | undefined;
}>;
export type QuorumShort = Readonly<{
  kind: "short";
  checkpoint: SignedCheckpoint;
  cosigned: readonly Witnessing[];
  /** Witnesses that the quorum could still be reached with. */
  missing: readonly string[];
}>;

/**
 * `note` and `extraLines` (signature lines that came another way, as from one's own hub) are attacker-controlled.
 * @throws transparency.malformed | transparency.too_large
 * @throws transparency.wrong_log when it is no log of the policy
 * @throws transparency.bad_signature
 */
export function judgeQuorum(policy: Policy, note: Uint8Array, extraLines?: Uint8Array): QuorumReached | QuorumShort {
  const bytes = extraLines === undefined ? note : withSignatures(note, extraLines);
  const checkpoint = openCheckpoint(
    bytes,
    policy.logs.map(({ key }) => key),
  );
  const cosigned = policy.witnesses.flatMap(({ name, key }) =>
    verifySignatures(checkpoint.note, checkpoint.checkpoint, [key]).flatMap(({ timeSeconds }) =>
      timeSeconds === undefined ? [] : [{ name, timeMs: timeSeconds * 1000 }],
    ),
  );
  const believed = namesThatWitnessed(
    policy,
    cosigned.map(({ name }) => name),
  );
  if (policy.quorum === NO_QUORUM || believed.has(policy.quorum)) {
    return { kind: "reached", checkpoint, cosigned, medianTimeMs: medianTime(cosigned) };
  }
  return { kind: "short", checkpoint, cosigned, missing: missingWitnesses(policy, believed) };
}

/** As judgeQuorum, for who has no use for less. @throws also transparency.no_quorum */
export function requireQuorum(policy: Policy, note: Uint8Array, extraLines?: Uint8Array): QuorumReached {
  const verdict = judgeQuorum(policy, note, extraLines);
  if (verdict.kind === "reached") return verdict;
  throw new TransparencyError("transparency.no_quorum", `not cosigned by: ${verdict.missing.join(", ")}`, {
    advice: "Wait for the witnesses, and see that your own hub is running.",
  });
}

/** Witnesses and groups. Groups stand in order, so one pass is enough. */
function namesThatWitnessed({ groups }: Policy, witnesses: readonly string[]): ReadonlySet<string> {
  const believed = new Set(witnesses);
  for (const { name, threshold, members } of groups) {
    if (members.filter((member) => believed.has(member)).length >= threshold) believed.add(name);
  }
  return believed;
}

/** Those below the quorum that did not sign; a group that is satisfied misses nobody. */
function missingWitnesses({ groups, quorum }: Policy, believed: ReadonlySet<string>): readonly string[] {
  const membersOf = new Map(groups.map(({ name, members }) => [name, members]));
  const missing = (name: string): readonly string[] =>
    believed.has(name) ? [] : (membersOf.get(name)?.flatMap(missing) ?? [name]);
  return missing(quorum);
}

/** The earlier of the two in the middle: it is better to think a checkpoint older than it is. */
function medianTime(cosigned: readonly Witnessing[]): number | undefined {
  const times = cosigned.map(({ timeMs }) => timeMs).sort((a, b) => a - b);
  return times[Math.floor((times.length - 1) / 2)];
}
