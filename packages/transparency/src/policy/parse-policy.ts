// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The text form of a policy, c2sp.org/tlog-policy, "Policy file syntax and structure". Twins in one order. */
import { encodeHex } from "@nightlatch/bytes";
import { TransparencyError } from "../errors.ts";
import { holdsControl } from "../notes/text-fields.ts";
import { formatVkey, KEY_TYPES, parseVkey, type KeyType, type VerifierKey } from "../notes/verifier-key.ts";
import { NO_QUORUM, type Policy, type PolicyGroup, type PolicyLog, type PolicyWitness } from "./policy.ts";

/** The specification asks for at least 32 of each. */
const MAX_LOGS = 64;
const MAX_WITNESSES = 64;
const MAX_GROUPS = 64;
const MAX_POLICY_CHARACTERS = 256 * 1024;
/** Not below U+0020, and not allowed all the same (c2sp.org/tlog-policy, "Character set"). */
const DELETE = "\u007f";
const THRESHOLD = /^[1-9][0-9]{0,3}$/;
const LOG_KEY_TYPES: readonly KeyType[] = [KEY_TYPES.ed25519, KEY_TYPES.cosignatureMlDsa44];
const WITNESS_KEY_TYPES: readonly KeyType[] = [KEY_TYPES.cosignatureEd25519, KEY_TYPES.cosignatureMlDsa44];

type Draft = {
  readonly logs: PolicyLog[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
  /** Names defined so far. */
  readonly names: Set<string>;
  /** Names that are a group's member already. */
  readonly taken: Set<string>;
  /** Public keys, so that one log or one witness never counts as two. */
  readonly logKeys: Set<string>;
  readonly witnessKeys: Set<string>;
  quorum: string | undefined;
};

const LINES: ReadonlyMap<string, (draft: Draft, items: readonly string[], line: number) => void> = new Map([
  ["log", readLog],
  ["witness", readWitness],
  ["group", readGroup],
  ["quorum", readQuorum],
]);

/** @throws transparency.bad_policy with the number of the line */
export function parsePolicy(text: string): Policy {
  if (text.length > MAX_POLICY_CHARACTERS) throw bad(1, "the policy is too long");
  const draft = emptyDraft();
  const lines = text.split("\n");
  lines.forEach((line, i) => {
    if (holdsControl(line, "\t") || line.includes(DELETE)) throw bad(i + 1, "a control character");
    if (i === lines.length - 1 && line !== "") throw bad(i + 1, "every line ends with a newline");
    const items = line.split(/[ \t]+/).filter((item) => item !== "");
    if (items.length > 0 && items[0]?.startsWith("#") !== true) readLine(draft, items, i + 1);
  });
  if (draft.quorum === undefined) throw bad(lines.length, "no quorum line");
  return { logs: draft.logs, witnesses: draft.witnesses, groups: draft.groups, quorum: draft.quorum };
}

/** The shortest text that parses to this policy. */
export function formatPolicy({ logs, witnesses, groups, quorum }: Policy): string {
  const lines = [
    ...logs.map(({ key, url }) => ["log", formatVkey(key), url]),
    ...witnesses.map(({ name, key, url }) => ["witness", name, formatVkey(key), url]),
    ...groups.map(({ name, threshold, members }) => ["group", name, String(threshold), ...members]),
    ["quorum", quorum],
  ];
  return lines.map((items) => `${items.filter((item) => item !== undefined).join(" ")}\n`).join("");
}

function emptyDraft(): Draft {
  return {
    logs: [],
    witnesses: [],
    groups: [],
    names: new Set(),
    taken: new Set(),
    logKeys: new Set(),
    witnessKeys: new Set(),
    quorum: undefined,
  };
}

function readLine(draft: Draft, [keyword, ...items]: readonly string[], line: number): void {
  const read = LINES.get(keyword ?? "");
  if (read === undefined) throw bad(line, "a line begins with log, witness, group, quorum or #");
  read(draft, items, line);
}

function readLog(draft: Draft, [vkey, url, ...more]: readonly string[], line: number): void {
  if (vkey === undefined || more.length > 0) throw bad(line, "a log line is: log <vkey> [<url>]");
  if (draft.logs.length === MAX_LOGS) throw bad(line, "too many logs");
  draft.logs.push({ key: readKey(draft.logKeys, vkey, LOG_KEY_TYPES, line), url });
}

function readWitness(draft: Draft, [name, vkey, url, ...more]: readonly string[], line: number): void {
  if (name === undefined || vkey === undefined || more.length > 0) {
    throw bad(line, "a witness line is: witness <name> <vkey> [<url>]");
  }
  if (draft.witnesses.length === MAX_WITNESSES) throw bad(line, "too many witnesses");
  define(draft, name, line);
  draft.witnesses.push({ name, key: readKey(draft.witnessKeys, vkey, WITNESS_KEY_TYPES, line), url });
}

function readGroup(draft: Draft, [name, rule, ...members]: readonly string[], line: number): void {
  if (name === undefined || rule === undefined || members.length === 0) {
    throw bad(line, "a group line is: group <name> all|any|<k> <name>...");
  }
  if (draft.groups.length === MAX_GROUPS) throw bad(line, "too many groups");
  for (const member of members) {
    // A witness that counted twice could stand in for one that is missing.
    if (!draft.names.has(member)) throw bad(line, "a member that no line before this one defines");
    if (draft.taken.has(member)) throw bad(line, "a name is a group's member once at most");
    draft.taken.add(member);
  }
  define(draft, name, line);
  draft.groups.push({ name, threshold: readThreshold(rule, members.length, line), members });
}

function readThreshold(rule: string, members: number, line: number): number {
  if (rule === "all") return members;
  if (rule === "any") return 1;
  const threshold = THRESHOLD.test(rule) ? Number(rule) : 0;
  if (threshold < 1 || threshold > members) throw bad(line, "the threshold is all, any, or from 1 to the members");
  return threshold;
}

function readQuorum(draft: Draft, [name, ...more]: readonly string[], line: number): void {
  if (name === undefined || more.length > 0) throw bad(line, "a quorum line is: quorum <name>");
  if (draft.quorum !== undefined) throw bad(line, "a second quorum line");
  if (name !== NO_QUORUM && !draft.names.has(name)) throw bad(line, "a quorum that no line before this one defines");
  draft.quorum = name;
}

function define({ names }: Draft, name: string, line: number): void {
  if (name === NO_QUORUM) throw bad(line, `the name ${NO_QUORUM} is taken`);
  if (names.has(name)) throw bad(line, "a name is defined once");
  names.add(name);
}

/** Two keys are one if their public keys are, whatever they are called. */
function readKey(known: Set<string>, vkey: string, types: readonly KeyType[], line: number): VerifierKey {
  const key = parseKey(vkey, line);
  if (!types.includes(key.type)) throw bad(line, "a key of a type that does not fit here");
  const id = encodeHex(key.publicKey);
  if (known.has(id)) throw bad(line, "a public key that stands in the policy already");
  known.add(id);
  return key;
}

function parseKey(vkey: string, line: number): VerifierKey {
  try {
    return parseVkey(vkey);
  } catch (cause) {
    throw bad(line, "not a verifier key", cause);
  }
}

function bad(line: number, reason: string, cause?: unknown): TransparencyError {
  return new TransparencyError("transparency.bad_policy", `line ${line} of the policy: ${reason}`, {
    cause,
    advice: "Correct that line. The form is described at c2sp.org/tlog-policy.",
  });
}
