// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The ledger: its layouts, its judge as a stranger meets it, and its judge as a member who turned meets it. */
import { encodeHex, equalBytes } from "@nightlatch/bytes";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import {
  applyEntry,
  decodeLedgerEntry,
  decodeSigned,
  encodeLedgerEntry,
  encodeSigned,
  LEDGER_CONTEXT,
  MAX_LEDGER_ENTRY_BYTES,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import { testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { promised, type FuzzTarget, type TargetFamily } from "../target.ts";

const LAYOUT_CODES = ["protocol.malformed", "protocol.bad_version", "protocol.too_large"] as const;

export const ledger: TargetFamily = {
  "signed-bytes": async () => ({
    form: "cbor",
    seeds: signedEntries(await home()),
    codes: LAYOUT_CODES,
    judge(input) {
      const signed = decodeSigned(input, MAX_LEDGER_ENTRY_BYTES, "signed bytes");
      promised(equalBytes(encodeSigned(signed), input), "accepted a signed form that it would not write");
      return "signed";
    },
  }),
  "ledger-entry": async () => ({
    form: "cbor",
    seeds: signedEntries(await home()).map(entryBytes),
    codes: LAYOUT_CODES,
    judge(input) {
      const entry = decodeLedgerEntry(input);
      promised(equalBytes(encodeLedgerEntry(entry), input), "accepted an entry that it would not write");
      return entry.body.type;
    },
  }),
  "ledger-stranger": strangerTarget,
  "ledger-insider": insiderTarget,
};

/** Without any key: nothing but the genuine next entry may be applied. Refusals are values: none may be thrown. */
async function strangerTarget(): Promise<FuzzTarget> {
  const entries = signedEntries(await home());
  const states = statesAlong(entries);
  return {
    form: "cbor",
    seeds: entries,
    codes: [],
    judge(input) {
      const verdicts = states.map((state, next) => {
        const verdict = applyEntry(state, input);
        if (verdict.kind === "refused") return verdict.code;
        promised(equalBytes(input, entries[next] ?? new Uint8Array()), "applied an entry that nobody signed");
        return "applied";
      });
      return [...new Set(verdicts)].toSorted().join(" ");
    },
  };
}

/** With a member's keys: the input is an entry's bytes, which the device that it names signs and sends. */
async function insiderTarget(): Promise<FuzzTarget> {
  const household = await home();
  const entries = signedEntries(household);
  const states = statesAlong(entries);
  const insiders = [household.owner, household.member, household.hub, household.paper];
  return {
    form: "cbor",
    seeds: entries.map(entryBytes),
    codes: LAYOUT_CODES,
    async judge(input) {
      const { actor } = decodeLedgerEntry(input);
      const insider = insiders.find(({ id }) => equalBytes(id, actor)) ?? household.owner;
      const signed = await signedBy(insider, input);
      return [...new Set(states.map((state) => judgeOne(state, input, signed)))].toSorted().join(" ");
    },
  };
}

function judgeOne(state: LedgerState | undefined, bytes: Uint8Array, signed: Uint8Array): string {
  const before = state && `${state.seq} ${encodeHex(state.head)} ${state.devices.size}`;
  const verdict = applyEntry(state, signed);
  const after = state && `${state.seq} ${encodeHex(state.head)} ${state.devices.size}`;
  promised(before === after, "changed the state that it was given");
  if (verdict.kind === "refused") return verdict.code;
  promised(equalBytes(encodeLedgerEntry(verdict.entry), bytes), "applied an entry that it would not write");
  promised(verdict.state.seq === (state === undefined ? 0 : state.seq + 1), "did not count on by one");
  const owners = [...verdict.state.devices.values()].filter(
    (one) => one.role === "owner" && one.removedSeq === undefined,
  );
  promised(owners.length > 0, "left a household without an owner");
  return `applied ${verdict.entry.body.type}`;
}

async function signedBy(actor: DeviceSecrets, bytes: Uint8Array): Promise<Uint8Array> {
  return encodeSigned({ bytes, signature: await actor.ledger.sign(LEDGER_CONTEXT, bytes) });
}

/** undefined, then the state after each entry but the last. */
function statesAlong(entries: readonly Uint8Array[]): readonly (LedgerState | undefined)[] {
  const states: (LedgerState | undefined)[] = [undefined];
  for (const entry of entries.slice(0, -1)) {
    const verdict = applyEntry(states.at(-1), entry);
    if (verdict.kind === "refused") throw new Error(`a genuine entry was refused: ${verdict.code}`);
    states.push(verdict.state);
  }
  return states;
}

function signedEntries(household: TestHousehold): readonly Uint8Array[] {
  return household.entries.map(({ entry }) => entry);
}

function entryBytes(signed: Uint8Array): Uint8Array {
  return decodeSigned(signed, MAX_LEDGER_ENTRY_BYTES, "entry").bytes;
}

function home(): Promise<TestHousehold> {
  return testHousehold("tests/fuzz/ledger");
}
