// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/roster: an operator's history, and every way to be refused. One fault a case. */
import {
  applyRosterEntries,
  applyRosterEntry,
  isWorking,
  type RosterRefusal,
  type RosterState,
} from "@nightlatch/protocol/wire";
import { changeCases } from "./roster-change-cases.ts";
import { chainCases } from "./roster-chain-cases.ts";
import { buildRosterScene } from "./roster-scene.ts";
import { signerCases } from "./roster-signer-cases.ts";
import { writeVectors, type VectorCase } from "./vector-file.ts";

export type RosterHistory = Readonly<{ name: string; entries: readonly Uint8Array[] }>;

/** An entry to be judged behind a history, or as the first one of all. */
export type RosterCase = Readonly<{
  name: string;
  after: RosterHistory | undefined;
  entry: Uint8Array;
  /** Absent: it is taken in. */
  error?: RosterRefusal;
}>;

export async function generateRoster(): Promise<void> {
  const scene = await buildRosterScene("vectors/roster");
  const cases = [...(await chainCases(scene)), ...(await signerCases(scene)), ...(await changeCases(scene))];
  const histories = new Map(cases.flatMap(({ after }) => (after === undefined ? [] : [[after.name, after]])));
  writeVectors(
    "protocol/roster",
    "Each case is judged after the first `after` entries of `history` (none: as the first entry). `head` is that of the " +
      "state after an entry that is taken in, `working` counts whoever works at `atMs`.",
    cases.map((one) => asVector(one, scene.atMs)),
    { histories: Object.fromEntries([...histories].map(([name, { entries }]) => [name, { entries }])) },
  );
}

function asVector({ name, after, entry, error }: RosterCase, atMs: number): VectorCase {
  const place = after === undefined ? { after: 0 } : { history: after.name, after: after.entries.length };
  const verdict = applyRosterEntry(after === undefined ? undefined : stateOf(after), entry);
  const judged = verdict.kind === "refused" ? verdict.code : "taken in";
  if (judged !== (error ?? "taken in")) throw new Error(`${name}: ${judged} instead of ${error ?? "taken in"}`);
  if (verdict.kind === "refused") return { name, ...place, entry, error };
  const { head, staff } = verdict.state;
  const working = [...staff.values()].filter((member) => isWorking(member, atMs)).length;
  return { name, ...place, entry, head, atMs, working };
}

export function stateOf({ name, entries }: RosterHistory): RosterState {
  const verdict = applyRosterEntries(undefined, entries);
  if (verdict.kind === "refused" || verdict.state === undefined) throw new Error(`the history ${name} is refused`);
  return verdict.state;
}
