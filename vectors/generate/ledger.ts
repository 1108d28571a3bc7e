// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/ledger: histories of a household, and every way to be refused. One fault a case. */
import { applyEntry, type LedgerRefusal, type LedgerState } from "@nightlatch/protocol/wire";
import { accessCases } from "./ledger-access-cases.ts";
import { chainCases } from "./ledger-chain-cases.ts";
import { createCases } from "./ledger-create-cases.ts";
import { grantCases } from "./ledger-grant-cases.ts";
import { groupCases } from "./ledger-group-cases.ts";
import { proposalCases } from "./ledger-proposal-cases.ts";
import { rotateCases } from "./ledger-rotate-cases.ts";
import { rulesCases } from "./ledger-rules-cases.ts";
import { buildScene, readEntry, type History } from "./ledger-scene.ts";
import { writeVectors, type VectorCase } from "./vector-file.ts";

/** An entry to be judged behind a history, or as the first one of all. */
export type LedgerCase = Readonly<{
  name: string;
  after: History | undefined;
  entry: Uint8Array;
  /** Absent: it is taken in. */
  error?: LedgerRefusal;
}>;

export async function generateLedger(): Promise<void> {
  const scene = await buildScene("vectors/ledger");
  const groups = [createCases, chainCases, accessCases, groupCases, rotateCases, rulesCases, proposalCases, grantCases];
  const cases: LedgerCase[] = [];
  for (const group of groups) cases.push(...(await group(scene)));
  const histories = historiesOf(cases);
  writeVectors(
    "protocol/ledger",
    "Each case is judged after the entries of `history` (none: as the first entry). A history consists of the one " +
      "that it goes on from, `behind`, and `entries`. `head`, `devices`, `proposals` and `grants` are those of the state after " +
      "an entry that is taken in.",
    [...histories.flatMap(entriesOf), ...cases.map(asVector)],
    {
      histories: Object.fromEntries(
        histories.map(({ name, behind, own }) => [name, { behind: behind?.name, entries: own }]),
      ),
    },
  );
}

/** Each before those that go on from it. */
function historiesOf(cases: readonly LedgerCase[]): readonly History[] {
  const found = new Map<string, History>();
  const add = (history: History | undefined): void => {
    if (history === undefined || found.get(history.name) === history) return;
    if (found.has(history.name)) throw new Error(`two histories are named ${history.name}`);
    add(history.behind);
    found.set(history.name, history);
  };
  for (const { after } of cases) add(after);
  return [...found.values()];
}

/** What a history consists of is taken in, entry by entry. */
function entriesOf({ name, behind, own }: History): readonly VectorCase[] {
  let state = behind?.state;
  return own.map((entry, i) => {
    state = stateAfter(state, entry);
    const after = (behind?.entries.length ?? 0) + i;
    const place = { name: `${name}, entry ${String(after)}: ${readEntry(entry).body.type}`, history: name, after };
    return { ...place, entry, ...outcomeOf(state) };
  });
}

function asVector({ name, after, entry, error }: LedgerCase): VectorCase {
  const place = after === undefined ? { after: 0 } : { history: after.name, after: after.entries.length };
  const verdict = applyEntry(after?.state, entry);
  const judged = verdict.kind === "refused" ? verdict.code : "taken in";
  if (judged !== (error ?? "taken in")) throw new Error(`${name}: ${judged} instead of ${error ?? "taken in"}`);
  return { name, ...place, entry, ...(verdict.kind === "refused" ? { error } : outcomeOf(verdict.state)) };
}

function stateAfter(state: LedgerState | undefined, entry: Uint8Array): LedgerState {
  const verdict = applyEntry(state, entry);
  if (verdict.kind === "refused") throw new Error(`a history is refused: ${verdict.code}`);
  return verdict.state;
}

function outcomeOf({ head, devices, proposals, grants }: LedgerState) {
  const active = [...devices.values()].filter(({ removedSeq }) => removedSeq === undefined);
  return { head, devices: active.length, proposals: proposals.size, grants: grants.size };
}
