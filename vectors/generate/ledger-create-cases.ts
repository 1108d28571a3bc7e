// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Ways for a first entry to be refused (protocol §4.4 rules 2 to 7). */
import {
  encodeLedgerEntry,
  encodeSigned,
  LEDGER_CONTEXT,
  type CreateBody,
  type LedgerEntry,
} from "@nightlatch/protocol/wire";
import { witnessKeyOf, type DeviceSecrets } from "@nightlatch/protocol/keys";
import type { LedgerCase } from "./ledger.ts";
import { readEntry, type LedgerScene } from "./ledger-scene.ts";

export async function createCases({ home, who, random }: LedgerScene): Promise<readonly LedgerCase[]> {
  const first = readEntry(home.entries[0] ?? new Uint8Array());
  const body = first.body as CreateBody;
  const create = async (name: string, over: Partial<CreateBody>, error: LedgerCase["error"]): Promise<LedgerCase> => ({
    name: `a create ${name}`,
    after: undefined,
    entry: await signFirst({ ...first, body: { ...body, ...over } }, who.owner),
    ...(error === undefined ? {} : { error }),
  });
  const bent = async (name: string, over: Partial<LedgerEntry>, error: LedgerCase["error"], actor = who.owner) => ({
    name: `a create ${name}`,
    after: undefined,
    entry: await signFirst({ ...first, ...over }, actor),
    ...(error === undefined ? {} : { error }),
  });
  const [lane, people, front, garden] = body.groups;
  if (lane === undefined || people === undefined || front === undefined || garden === undefined)
    throw new Error("four");
  const [box] = front.boxes;
  if (box === undefined) throw new Error("a box");
  const { publicKeys: keys } = who.owner;
  const add = home.entries[1] ?? new Uint8Array();
  return [
    { name: "a first entry that is an add", after: undefined, entry: add, error: "ledger.wrong_sequence" },
    await bent("with number 1", { seq: 1 }, "ledger.wrong_sequence"),
    await bent("behind another entry", { prev: home.state.head }, "ledger.fork"),
    await bent("for another device than its actor", { actor: who.member.id }, "ledger.unknown_actor"),
    await bent("signed by another device", {}, "ledger.bad_signature", who.member),
    await create("by a member", { device: { keys, role: "member" } }, "ledger.not_allowed"),
    await create("by a paper key", { device: { keys, role: "paper" } }, "ledger.not_allowed"),
    await create(
      "by an owner with a witness key",
      { device: { keys, role: "owner", witness: witnessKeyOf(who.owner).publicKey } },
      "ledger.malformed",
    ),
    await create("with two groups", { groups: [lane, people] }, "ledger.unknown_group"),
    await create("with one group twice", { groups: [lane, people, front, front] }, "ledger.unknown_group"),
    await create(
      "with a group without a box",
      { groups: [lane, people, { ...front, boxes: [] }] },
      "ledger.wrong_recipients",
    ),
    await create(
      "with two boxes for a group",
      { groups: [lane, people, { ...front, boxes: [box, box] }] },
      "ledger.wrong_recipients",
    ),
    await create(
      "with a box for someone else",
      { groups: [lane, people, { ...front, boxes: [{ ...box, device: who.member.id }] }] },
      "ledger.wrong_recipients",
    ),
    await create(
      "with one key for two groups",
      { groups: [lane, people, front, { ...garden, pk: front.pk }] },
      "ledger.wrong_epoch",
    ),
    await create("that is joint", { joint: true }, "ledger.not_allowed"),
    await create("with a policy that is none", { policy: "quorum nobody\n" }, "ledger.bad_policy"),
    await create("with a policy over 8 KiB", { policy: "#".repeat(8193) }, "ledger.malformed"),
    await create("with three groups", { groups: [lane, people, front] }, undefined),
    await bent("with another nonce", { nonce: random(16) }, undefined),
  ];
}

async function signFirst(entry: LedgerEntry, actor: DeviceSecrets): Promise<Uint8Array> {
  const bytes = encodeLedgerEntry(entry);
  return encodeSigned({ bytes, signature: await actor.ledger.sign(LEDGER_CONTEXT, bytes) });
}
