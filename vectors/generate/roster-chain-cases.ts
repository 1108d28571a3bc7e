// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Layout, version, place in the chain (protocol §15.2 rules 1 and 2). */
import { encodeCbor } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import {
  decodeSignedRosterEntry,
  MIN_ROSTER_WAIT_MS,
  type FoundBody,
  type OperatorId,
  type RosterRefusal,
} from "@nightlatch/protocol/wire";
import type { RosterCase } from "./roster.ts";
import { nextRosterEntry, resignedRoster, type RosterScene } from "./roster-scene.ts";

export async function chainCases(scene: RosterScene): Promise<readonly RosterCase[]> {
  const { operator, who, home, newcomer } = scene;
  const both = [who.anna, who.otto];
  const body = { type: "enrol", staff: newcomer } as const;
  const good = await nextRosterEntry(scene, home, body);
  const { bytes, signatures } = decodeSignedRosterEntry(good);
  const pairs = signatures.map(({ staff, signature }) => [staff, signature]);
  const behind = (name: string, entry: Uint8Array, error?: RosterRefusal): RosterCase =>
    error === undefined ? { name, after: home, entry } : { name, after: home, entry, error };
  const bent = async (
    name: string,
    over: Parameters<typeof nextRosterEntry>[4],
    error: RosterRefusal,
  ): Promise<RosterCase> => behind(name, await nextRosterEntry(scene, home, body, both, over), error);
  const map = async (
    name: string,
    change: Parameters<typeof resignedRoster>[2],
    error: RosterRefusal = "roster.malformed",
  ): Promise<RosterCase> => behind(name, await resignedRoster(good, both, change), error);
  const staff = async (name: string, over: Partial<Record<keyof typeof newcomer, unknown>>): Promise<RosterCase> =>
    map(name, (entry) => ({
      ...entry,
      body: { staff: { ...(entry["body"] as { staff: object }).staff, ...over } as never },
    }));
  const found = async (name: string, over: Partial<FoundBody>, error?: RosterRefusal): Promise<RosterCase> => {
    const entry = await nextRosterEntry(scene, undefined, { ...operator.foundBody(), ...over });
    return { name, after: undefined, entry, ...(error === undefined ? {} : { error }) };
  };
  return [
    await found("a roster is founded", {}),
    behind("a newcomer is enrolled", good),
    behind("a byte left over", Uint8Array.of(...good, 0), "roster.malformed"),
    behind("no signature", encodeCbor([bytes, []]), "roster.malformed"),
    behind("signatures that do not ascend", encodeCbor([bytes, [...pairs].reverse()]), "roster.malformed"),
    behind("one signer twice", encodeCbor([bytes, [pairs[0] ?? [], pairs[0] ?? []]]), "roster.malformed"),
    behind("a signature of 63 bytes", encodeCbor([bytes, [[who.anna.id, new Uint8Array(63)]]]), "roster.malformed"),
    behind(
      "seventeen signatures",
      encodeCbor([bytes, Array.from({ length: 17 }, (_, i) => [new Uint8Array(16).fill(i), new Uint8Array(64)])]),
      "roster.malformed",
    ),
    await map("version 2", (entry) => ({ ...entry, v: 2 }), "roster.bad_version"),
    await map("a further key", (entry) => ({ ...entry, note: "x" })),
    await map("an unknown type", (entry) => ({ ...entry, type: "promote" })),
    await staff("an unknown role", { role: "director" }),
    await staff("a name without a character", { name: "" }),
    await staff("a name of 41 characters", { name: "n".repeat(41) }),
    await staff("a name that turns the writing's direction", { name: "Sam\u202etroppuS" }),
    await staff("a team with a line break", { team: "Help\ndesk" }),
    await staff("a credential without an id", { credential: { id: new Uint8Array(), key: new Uint8Array(8) } }),
    await staff("a credential key of 1025 bytes", {
      credential: { id: new Uint8Array(8), key: new Uint8Array(1025) },
    }),
    await bent(
      "another operator's",
      { operator: operator.random(16) as Uint8Array as OperatorId },
      "roster.wrong_operator",
    ),
    await bent("a number left out", { seq: 4 }, "roster.wrong_sequence"),
    await bent("the last number again", { seq: 2 }, "roster.wrong_sequence"),
    behind("founded anew", await nextRosterEntry(scene, home, operator.foundBody()), "roster.wrong_sequence"),
    {
      name: "no founding first",
      after: undefined,
      entry: await nextRosterEntry(scene, undefined, body),
      error: "roster.wrong_sequence",
    },
    await bent("behind another entry", { prev: operator.random(32) as Uint8Array as Hash }, "roster.fork"),
    await bent("earlier than the entry before", { timeMs: 1 }, "roster.wrong_time"),
    await found("a wait below a day", { waitMs: MIN_ROSTER_WAIT_MS - 1 }, "roster.malformed"),
    await found("a wait over thirty days", { waitMs: 30 * MIN_ROSTER_WAIT_MS + 1 }, "roster.malformed"),
  ];
}
