// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file An operator whose staff saw one clip, answered one legal demand, and what a server says of all this. */
import { encodeBase64url, encodeUtf8 } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import type { Signer } from "@nightlatch/crypto/signature";
import { signAcceptance, signLegalDemand, type StaffSecrets } from "@nightlatch/protocol/grant";
import { formatId, logLaneOf, operatorItemCommitment, signLaneLeaf, type Acceptance } from "@nightlatch/protocol/wire";
import { ForkableLog, LoggedOperator, TEST_FOUNDED_MS, TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import type { ServedCount } from "../../apps/auditor/src/operator/served-operator.ts";

/** As a server shows it, before a test bends it. */
export type Shown = Readonly<{ items: readonly Uint8Array[]; leaves: readonly Uint8Array[]; count: ServedCount }>;

/** Items 0 to 4: `found`, two `enrol`, an acceptance, a legal demand. */
export async function busyOperator(name: string): Promise<LoggedOperator> {
  const operator = await TestOperator.create(name);
  const logged = await LoggedOperator.create(operator, new ForkableLog());
  await logged.append("acceptance", await acceptanceBy(operator, operator.support));
  const [anna] = operator.officers;
  const demand = { operator: operator.state.operator, number: "2026-1", atMs: TEST_NOW_MS, content: hash(operator) };
  await logged.append("legal-demand", await signLegalDemand(anna, demand));
  return logged;
}

export function acceptanceBy(
  operator: TestOperator,
  staff: StaffSecrets,
  over: Partial<Acceptance> = {},
): Promise<Uint8Array> {
  const said = { purpose: "picture_quality", kind: "clips", minutes: 60, atMs: TEST_NOW_MS } as const;
  return signAcceptance(staff, { operator: operator.state.operator, grant: hash(operator), ...said, ...over });
}

export function leavesOf({ items }: LoggedOperator): Uint8Array[] {
  return items.map(({ leaf }) => leaf);
}

/** The same items in leaves by any key, the last of which announces `last`. */
export async function leavesBy(
  signer: Signer,
  { items }: LoggedOperator,
  last = signer.publicKey,
): Promise<Uint8Array[]> {
  const leaves: Uint8Array[] = [];
  for (const { item } of items) {
    const previous = leaves.at(-1);
    const commitment = operatorItemCommitment(item);
    const next = leaves.length === items.length - 1 ? last : signer.publicKey;
    leaves.push(await signLaneLeaf(signer, { kind: "staff", commitment, next, ...(previous && { previous }) }));
  }
  return leaves;
}

/** What an honest server shows of a busy operator that did nothing more. */
export function shownBy(logged: LoggedOperator): Shown {
  const { officers, supervisor, support } = logged.operator;
  const change = (slot: number, type: string, ...staff: readonly StaffSecrets[]) => {
    return { slot, type, atMs: TEST_FOUNDED_MS, staff: staff.map(({ id }) => formatId(id)) };
  };
  return {
    items: logged.items.map(({ item }) => item),
    leaves: leavesOf(logged),
    count: {
      size: logged.items.length,
      grants: [{ day: TODAY, purpose: "picture_quality", kind: "clips", staff: formatId(support.id), grants: 1 }],
      legalDemands: [{ slot: 4, number: "2026-1", atMs: TEST_NOW_MS }],
      rosterChanges: [change(0, "found", ...officers), change(1, "enrol", supervisor), change(2, "enrol", support)],
    },
  };
}

/** Beside a log, in pages of two items; `laneKey` is what the server says. */
export function servedBeside(
  { operator }: LoggedOperator,
  { items, leaves, count }: Shown,
  laneKey = operator.laneSigner.publicKey,
): Map<string, Uint8Array> {
  const lane = encodeBase64url(logLaneOf("staff", laneKey));
  const named = { laneKey: encodeBase64url(laneKey), lane, size: items.length };
  const beside = new Map([
    ["operator", json(named)],
    ["/v1/public/access", json(count)],
  ]);
  for (let from = 0; from < items.length; from += 1) {
    const page = {
      items: items.slice(from, from + 2).map(encodeBase64url),
      leaves: leaves.slice(from, from + 2).map(encodeBase64url),
      size: items.length,
    };
    beside.set(`operator/items?from=${String(from)}`, json(page));
  }
  return beside;
}

const TODAY = new Date(TEST_NOW_MS).toISOString().slice(0, 10);

function hash({ random }: TestOperator): Hash {
  return random(32) as Hash;
}

function json(value: unknown): Uint8Array {
  return encodeUtf8(JSON.stringify(value));
}
