// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who must sign, and who may not (protocol §15.2 rules 3 to 6). */
import {
  decodeSignedRosterEntry,
  encodeSignedRosterEntry,
  type RosterBody,
  type RosterRefusal,
} from "@nightlatch/protocol/wire";
import type { StaffSecrets } from "@nightlatch/protocol/grant";
import type { RosterCase, RosterHistory } from "./roster.ts";
import { nextRosterEntry, type RosterScene } from "./roster-scene.ts";
import { flipped } from "./vector-file.ts";

export async function signerCases(scene: RosterScene): Promise<readonly RosterCase[]> {
  const { operator, who, home, large, suspended, newcomer } = scene;
  const judge = async (
    name: string,
    after: RosterHistory | undefined,
    body: RosterBody,
    signers: readonly StaffSecrets[],
    error?: RosterRefusal,
  ): Promise<RosterCase> => {
    const entry = await nextRosterEntry(scene, after, body, signers);
    return { name, after, entry, ...(error === undefined ? {} : { error }) };
  };
  const enrol = { type: "enrol", staff: newcomer } as const;
  const suspend = { type: "suspend", staff: who.support.id } as const;
  const restore = { type: "restore", staff: who.support.id } as const;
  const end = { type: "end", staff: who.support.id } as const;
  const extend = { type: "extend", staff: who.support.id, endMs: Number.MAX_SAFE_INTEGER } as const;
  const found = operator.foundBody();
  const asSupport = { ...found, staff: [...found.staff, operator.staffOf(who.support, "support", "Sam")] };
  const { bytes, signatures } = decodeSignedRosterEntry(await nextRosterEntry(scene, home, enrol));
  const forged = signatures.map((one, i) =>
    i === 0 ? { ...one, signature: flipped(one.signature, 63) as typeof one.signature } : one,
  );
  return [
    await judge("one officer suspends", home, suspend, [who.anna]),
    await judge("a supervisor suspends", home, suspend, [who.supervisor]),
    await judge("an officer suspends the other officer", home, { type: "suspend", staff: who.otto.id }, [who.anna]),
    await judge("one officer ends", home, end, [who.anna]),
    await judge("two officers restore", suspended, restore, [who.anna, who.otto]),
    await judge("two officers extend", home, extend, [who.anna, who.otto]),
    await judge(
      "a supervisor suspends an officer",
      home,
      { type: "suspend", staff: who.otto.id },
      [who.supervisor],
      "roster.not_allowed",
    ),
    await judge("a supervisor ends", home, end, [who.supervisor], "roster.not_allowed"),
    await judge(
      "support suspends",
      home,
      { type: "suspend", staff: who.supervisor.id },
      [who.support],
      "roster.not_allowed",
    ),
    await judge("a supervisor as the second", home, enrol, [who.anna, who.supervisor], "roster.not_allowed"),
    await judge("a stranger as the second", home, enrol, [who.anna, who.newcomer], "roster.unknown_signer"),
    await judge("the newcomer as the only one", home, enrol, [who.newcomer], "roster.unknown_signer"),
    await judge(
      "suspended support suspends",
      suspended,
      { type: "suspend", staff: who.supervisor.id },
      [who.support],
      "roster.not_working",
    ),
    {
      name: "an officer in the first day",
      after: large,
      entry: await nextRosterEntry(scene, large, enrol, [who.anna, who.third], {
        timeMs: scene.atMs - 7 * 24 * 3_600_000 + 2,
      }),
      error: "roster.not_working",
    },
    {
      name: "an officer after the end",
      after: home,
      entry: await nextRosterEntry(scene, home, enrol, [who.anna, who.otto], {
        timeMs: scene.atMs + 365 * 24 * 3_600_000,
      }),
      error: "roster.not_working",
    },
    await judge("one officer enrols", home, enrol, [who.anna], "roster.threshold"),
    await judge("one officer restores", suspended, restore, [who.anna], "roster.threshold"),
    await judge("one officer extends", home, extend, [who.anna], "roster.threshold"),
    await judge("founded, and one did not sign", undefined, found, [who.anna], "roster.threshold"),
    await judge(
      "founded with support that signed",
      undefined,
      asSupport,
      [who.anna, who.otto, who.support],
      "roster.not_allowed",
    ),
    await judge(
      "founded with support that did not sign",
      undefined,
      asSupport,
      [who.anna, who.otto],
      "roster.threshold",
    ),
    {
      name: "a changed signature",
      after: home,
      entry: encodeSignedRosterEntry({ bytes, signatures: forged }),
      error: "roster.bad_signature",
    },
  ];
}
