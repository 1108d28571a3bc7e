// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What an entry may do to the roster (protocol §15.2 rules 7 to 10). */
import type { RosterBody, RosterRefusal, Staff } from "@nightlatch/protocol/wire";
import type { RosterCase, RosterHistory } from "./roster.ts";
import { nextRosterEntry, type RosterScene } from "./roster-scene.ts";

export async function changeCases(scene: RosterScene): Promise<readonly RosterCase[]> {
  const { operator, who, home, large, suspended, ended, newcomer, atMs } = scene;
  const judge = async (
    name: string,
    after: RosterHistory | undefined,
    body: RosterBody,
    error?: RosterRefusal,
  ): Promise<RosterCase> => {
    const entry = await nextRosterEntry(scene, after, body);
    return { name, after, entry, ...(error === undefined ? {} : { error }) };
  };
  const enrol = (name: string, over: Partial<Staff>, error: RosterRefusal, after = home): Promise<RosterCase> =>
    judge(name, after, { type: "enrol", staff: { ...newcomer, ...over } }, error);
  const supportKeys = who.support.publicKeys;
  const waits = operator.state.waitMs;
  return [
    await judge("an officer of three is ended", large, { type: "end", staff: who.anna.id }),
    await enrol("enrolled twice", { keys: supportKeys }, "roster.staff_exists"),
    await enrol("enrolled again after the end", { keys: supportKeys }, "roster.staff_exists", ended),
    await enrol(
      "another's ledger key",
      { keys: { ...newcomer.keys, ledger: supportKeys.ledger } },
      "roster.key_reused",
    ),
    await enrol(
      "another's session key as ledger key",
      { keys: { ...newcomer.keys, ledger: supportKeys.session } },
      "roster.key_reused",
    ),
    await enrol(
      "the sealing key of somebody who ended",
      { keys: { ...newcomer.keys, hpke: supportKeys.hpke } },
      "roster.key_reused",
      ended,
    ),
    await enrol(
      "one key for two jobs",
      { keys: { ...newcomer.keys, session: newcomer.keys.ledger } },
      "roster.key_reused",
    ),
    await enrol(
      "another's credential",
      { credential: { id: who.support.id, key: Uint8Array.of(7) } },
      "roster.key_reused",
    ),
    await enrol(
      "another's credential key",
      { credential: { id: Uint8Array.of(7), key: Uint8Array.of(...who.support.id, 1) } },
      "roster.key_reused",
    ),
    await enrol("an end before the first day of work", { endMs: atMs + waits }, "roster.malformed"),
    await judge(
      "extended to an earlier end",
      home,
      { type: "extend", staff: who.support.id, endMs: 1 },
      "roster.malformed",
    ),
    await judge(
      "extended to the same end",
      home,
      { type: "extend", staff: who.support.id, endMs: newcomer.endMs },
      "roster.malformed",
    ),
    await judge("suspended twice", suspended, { type: "suspend", staff: who.support.id }, "roster.malformed"),
    await judge("restored without a suspension", home, { type: "restore", staff: who.support.id }, "roster.malformed"),
    await judge("a stranger is suspended", home, { type: "suspend", staff: who.newcomer.id }, "roster.unknown_staff"),
    await judge(
      "a stranger is extended",
      home,
      { type: "extend", staff: who.newcomer.id, endMs: atMs },
      "roster.unknown_staff",
    ),
    await judge(
      "somebody who ended is restored",
      ended,
      { type: "restore", staff: who.support.id },
      "roster.unknown_staff",
    ),
    await judge("ended twice", ended, { type: "end", staff: who.support.id }, "roster.unknown_staff"),
    await judge("an officer of two is ended", home, { type: "end", staff: who.otto.id }, "roster.last_officers"),
  ];
}
