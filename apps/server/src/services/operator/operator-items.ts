// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The operator's items that anyone may ask for: those whose leaf is in the log; and the proof of one. */
import { operatorLane, type LedgerState, type LogLane } from "@nightlatch/protocol/wire";
import type { VerifyKey } from "@nightlatch/crypto/signature";
import type { Proved, PublicLog } from "../../log/public-log.ts";
import type { LoggedItem, OperatorItemStore, StoredItem } from "../../ports/operator-item-store.ts";
import type { Operator } from "./operator.ts";

export class OperatorItems {
  readonly #store: OperatorItemStore;
  readonly #operator: Operator;
  readonly #log: PublicLog;

  constructor(parts: { store: OperatorItemStore; operator: Operator; log: PublicLog }) {
    this.#store = parts.store;
    this.#operator = parts.operator;
    this.#log = parts.log;
  }

  /** @throws operator.unknown before the roster begins */
  async lane(): Promise<Readonly<{ laneKey: VerifyKey; lane: LogLane; size: number }>> {
    const { laneKey } = this.#operator.readRoster();
    return { laneKey, lane: operatorLane(laneKey), size: await this.size() };
  }

  /** How many are in the log. */
  async size(): Promise<number> {
    const newest = await this.#store.newestLogged(Number.MAX_SAFE_INTEGER);
    return newest === undefined ? 0 : newest.slot + 1;
  }

  /** In order from a slot on: leaves come into the log in the order of their slots, so nothing is missing between. */
  async logged(fromSlot: number, limit: number): Promise<readonly LoggedItem[]> {
    const page = await this.#store.readItems(fromSlot, limit);
    const end = page.findIndex(({ index }) => index === undefined);
    return (end === -1 ? page : page.slice(0, end)).flatMap(asLogged);
  }

  /** In the checkpoint that the household's own hubs signed: the leaf of `slot`, or the newest one. */
  proofFor(state: LedgerState, fromSize: number, slot: number | undefined): Promise<Proved<LoggedItem>> {
    return this.#log.proofOf(state, fromSize, async (size) => {
      if (slot === undefined) return this.#store.newestLogged(size);
      const item = await this.#store.findItem(slot);
      const [logged] = item === undefined ? [] : asLogged(item);
      return logged !== undefined && logged.index < size ? logged : undefined;
    });
  }
}

function asLogged(item: StoredItem): readonly LoggedItem[] {
  return item.index === undefined ? [] : [{ ...item, index: item.index }];
}
