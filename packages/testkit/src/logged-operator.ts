// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file An operator's lane in a ForkableLog: each item is the next leaf. To be bent by a test. */
import { invariant } from "@nightlatch/errors";
import type { ShownItem } from "@nightlatch/protocol/log";
import {
  encodeOperatorItem,
  operatorItemCommitment,
  signLaneLeaf,
  type OperatorItemKind,
} from "@nightlatch/protocol/wire";
import type { ForkableLog } from "./forkable-log.ts";
import type { TestOperator } from "./test-operator.ts";

type LoggedItem = Omit<ShownItem, "inclusion">;

export class LoggedOperator {
  readonly operator: TestOperator;
  readonly log: ForkableLog;
  readonly items: LoggedItem[] = [];

  private constructor(operator: TestOperator, log: ForkableLog) {
    this.operator = operator;
    this.log = log;
  }

  /** All that the roster holds is logged. */
  static async create(operator: TestOperator, log: ForkableLog): Promise<LoggedOperator> {
    const logged = new LoggedOperator(operator, log);
    for (const [i, entry] of operator.entries.entries()) {
      await logged.append("roster", entry, operator.states[i]?.head);
    }
    return logged;
  }

  /** The next item, said to stand behind the roster with this head. */
  async append(kind: OperatorItemKind, bytes: Uint8Array, roster = this.operator.state.head): Promise<LoggedItem> {
    const { laneSigner } = this.operator;
    const item = encodeOperatorItem({ kind, roster, bytes });
    const before = this.items.at(-1);
    const leaf = await signLaneLeaf(laneSigner, {
      kind: "staff",
      ...(before === undefined ? {} : { previous: before.leaf }),
      commitment: operatorItemCommitment(item),
      next: laneSigner.publicKey,
    });
    const logged = { item, leaf, index: this.log.append(leaf) };
    this.items.push(logged);
    return logged;
  }

  /** With the proof for a tree of `size` leaves. */
  show(logged: LoggedItem, size = this.log.size): ShownItem {
    return { ...logged, inclusion: this.log.inclusion(logged.index, size) };
  }

  newest(size = this.log.size): ShownItem {
    const last = this.items.findLast(({ index }) => index < size);
    invariant(last !== undefined, "the operator has an item in the log");
    return this.show(last, size);
  }
}
