// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What each accepted entry of the household's history said, in the order of its numbers. Owns the decoded
 * entries; who may do what was judged before they come here.
 */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import {
  deviceIdOf,
  formatId,
  type DeviceId,
  type EntryBody,
  type LaneId,
  type LedgerDevice,
} from "@nightlatch/protocol/wire";
import type { AcceptedEntry } from "./follow-ledger.ts";

export type HistoryEntry = Readonly<{
  seq: number;
  head: Hash;
  actor: DeviceId;
  /** By its author's clock. */
  timeMs: number;
  body: EntryBody;
  /** It changed nothing when it came: somebody else had, or has, to confirm it. */
  isProposal: boolean;
  signed: Uint8Array;
}>;

export class LedgerHistory {
  readonly #entries: HistoryEntry[] = [];
  #lane: LaneId | undefined;

  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  /** Of the household; undefined before the first entry. */
  get lane(): LaneId | undefined {
    return this.#lane;
  }

  at(seq: number): HistoryEntry | undefined {
    return this.#entries[seq];
  }

  /** When entry `seq` was signed, by its author's clock. */
  timeOf(seq: number): number {
    return this.#entries[seq]?.timeMs ?? 0;
  }

  headAt(seq: number): Hash | undefined {
    return this.#entries[seq]?.head;
  }

  withHead(head: Uint8Array): HistoryEntry | undefined {
    return this.#entries.findLast((entry) => equalBytes(entry.head, head));
  }

  /** Takes the next entry, once it was judged. */
  append({ signed, entry, state }: AcceptedEntry): void {
    const { seq, actor, seen, body } = entry;
    this.#lane = entry.lane;
    const isProposal = state.proposals.has(encodeBase64url(state.head));
    this.#entries[seq] = { seq, head: state.head, actor, timeMs: seen.timeMs, body, isProposal, signed };
  }

  /** The household's rules as they stood before entry `seq`. */
  rulesBefore(seq: number): Readonly<{ policy: string; joint: boolean }> {
    for (const { body, isProposal } of this.#entries.slice(0, seq).reverse()) {
      const effective = body.type === "confirm" ? this.withHead(body.proposal)?.body : isProposal ? undefined : body;
      if (effective?.type === "rules" || effective?.type === "create") return effective;
    }
    return { policy: "", joint: false };
  }

  lastActMs(device: DeviceId): number | undefined {
    return this.#entries.findLast(({ actor }) => equalBytes(actor, device))?.timeMs;
  }

  /** Who asked for the device; undefined for the household's founder. */
  adderOf({ id, isFounder }: Pick<LedgerDevice, "id" | "isFounder">): DeviceId | undefined {
    if (isFounder) return undefined;
    return this.#entries.find(({ body }) => body.type === "add" && equalBytes(deviceIdOf(body.device.keys), id))?.actor;
  }

  /** Devices that one of `actors` let in, or confirmed, after entry `seq`; and those that these let in, and so on. */
  letInBy(actors: readonly DeviceId[], afterSeq: number): readonly DeviceId[] {
    const suspects = new Set(actors.map(formatId));
    const found: DeviceId[] = [];
    for (const { actor, body } of this.#entries.slice(afterSeq + 1)) {
      const added = suspects.has(formatId(actor)) ? this.#addedBy(body) : undefined;
      if (added === undefined) continue;
      suspects.add(formatId(added));
      found.push(added);
    }
    return found;
  }

  #addedBy(body: EntryBody): DeviceId | undefined {
    const added = body.type === "confirm" ? this.withHead(body.proposal)?.body : body;
    return added?.type === "add" ? deviceIdOf(added.device.keys) : undefined;
  }
}
