// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The histories that roster vectors stand on, and the means to write one more entry, valid or not. */
import { decodeCbor, encodeCbor, type CborValue } from "@nightlatch/bytes";
import { signRosterEntry, staffFromSeed, type StaffSecrets } from "@nightlatch/protocol/grant";
import {
  decodeSignedRosterEntry,
  encodeRosterEntry,
  encodeSignedRosterEntry,
  type FoundBody,
  type RosterBody,
  type RosterEntry,
  type Staff,
} from "@nightlatch/protocol/wire";
import { TEST_FOUNDED_MS, TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import { stateOf, type RosterHistory } from "./roster.ts";

export type RosterScene = Readonly<{
  operator: TestOperator;
  /** Officers by name; `third` is in `large` alone, `newcomer` nowhere. */
  who: Readonly<Record<"anna" | "otto" | "supervisor" | "support" | "third" | "newcomer", StaffSecrets>>;
  newcomer: Staff;
  /** Two officers, a supervisor, a member of the support. */
  home: RosterHistory;
  /** `home`, with the support suspended; with the support ended; with a third officer. */
  suspended: RosterHistory;
  ended: RosterHistory;
  large: RosterHistory;
  /** When the cases' entries are made. */
  atMs: number;
}>;

export async function buildRosterScene(seed: string): Promise<RosterScene> {
  const operator = await TestOperator.create(seed);
  const { random, officers, supervisor, support } = operator;
  const [third, newcomer] = [await staffFromSeed(random(32)), await staffFromSeed(random(32))];
  const [anna, otto] = officers;
  const home: RosterHistory = { name: "home", entries: operator.entries };
  const more = async (name: string, body: Exclude<RosterBody, FoundBody>): Promise<RosterHistory> => ({
    name,
    entries: [...home.entries, await operator.sign(body, TEST_FOUNDED_MS + 1)],
  });
  const thirdStaff = operator.staffOf(third, "officer", "Tess");
  return {
    operator,
    who: { anna, otto, supervisor, support, third, newcomer },
    newcomer: operator.staffOf(newcomer, "support", "Nora"),
    home,
    suspended: await more("suspended", { type: "suspend", staff: support.id }),
    ended: await more("ended", { type: "end", staff: support.id }),
    large: await more("large", { type: "enrol", staff: thirdStaff }),
    atMs: TEST_NOW_MS,
  };
}

/** One more entry behind a history, by two officers unless said; `over` bends it. */
export async function nextRosterEntry(
  { operator, who, atMs }: RosterScene,
  after: RosterHistory | undefined,
  body: RosterBody,
  signers: readonly StaffSecrets[] = [who.anna, who.otto],
  over: Partial<RosterEntry> & Readonly<{ timeMs?: number }> = {},
): Promise<Uint8Array> {
  const { timeMs = atMs, ...fields } = over;
  const state = after === undefined ? undefined : stateOf(after);
  const bytes = encodeRosterEntry({
    operator: operator.state.operator,
    seq: state === undefined ? 0 : state.seq + 1,
    prev: state?.head ?? (new Uint8Array(32) as RosterEntry["prev"]),
    seen: { size: 0, root: new Uint8Array(32) as RosterEntry["prev"], timeMs },
    nonce: operator.random(16),
    body,
    ...fields,
  });
  return signed(bytes, signers);
}

/** The same entry with another map inside, signed again by whoever signed it. */
export async function resignedRoster(
  entry: Uint8Array,
  signers: readonly StaffSecrets[],
  change: (map: Record<string, CborValue>) => CborValue,
): Promise<Uint8Array> {
  const { bytes } = decodeSignedRosterEntry(entry);
  return signed(encodeCbor(change(decodeCbor(bytes) as Record<string, CborValue>)), signers);
}

async function signed(bytes: Uint8Array, signers: readonly StaffSecrets[]): Promise<Uint8Array> {
  const signatures = await Promise.all(signers.map((signer) => signRosterEntry(signer, bytes)));
  return encodeSignedRosterEntry({ bytes, signatures });
}
