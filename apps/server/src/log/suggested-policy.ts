// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The tlog-policy that a household may pin when it is created here: this log, the witnesses that the operator
 * names, and a majority of them. The household's own hub comes on top (protocol §13.4), whatever stands here.
 */
import { NightlatchError } from "@nightlatch/errors";
import { parsePolicy, type Policy } from "@nightlatch/transparency/policy";

/** `lines`: of tlog-policy, `witness` with URL, and `group` and `quorum` if a majority is not what is meant. */
export function suggestedPolicy(vkey: string, lines: string): Policy {
  // The log's own line last: then a line number in a refusal is that of the variable.
  const text = `${lines.trimEnd()}\nlog ${vkey}\n${quorumOf(lines)}`;
  try {
    return parsePolicy(text.trimStart());
  } catch (cause) {
    const why = cause instanceof NightlatchError ? cause.message : "not a policy";
    throw new NightlatchError("config.invalid", `NIGHTLATCH_WITNESSES: ${why}`, {
      cause,
      advice: "Write lines of c2sp.org/tlog-policy: witness NAME VKEY URL.",
    });
  }
}

function quorumOf(lines: string): string {
  const words = lines.split("\n").map((line) => line.trim().split(/\s+/u));
  if (words.some(([first]) => first === "quorum")) return "";
  const names = words.flatMap(([first, name]) => (first === "witness" && name !== undefined ? [name] : []));
  if (names.length === 0) return "quorum none\n";
  const majority = Math.floor(names.length / 2) + 1;
  return `group majority ${String(majority)} ${names.join(" ")}\nquorum majority\n`;
}
