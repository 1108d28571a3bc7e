// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The index at rest: a row of sealed segments, read back in order, so that ten thousand cases are there at once the
 * next time. Many small segments are written together into few: opening each has a price.
 */
import { decodeUtf8, encodeUtf8 } from "@nightlatch/bytes";
import type { ConsoleDatabase } from "../store/database.ts";
import type { RestSealer } from "../store/rest-sealer.ts";
import { CaseIndex, type Segment } from "./case-index.ts";

/** More segments than this are written together at the next start. */
const MANY_SEGMENTS = 48;

export class IndexStore {
  readonly #database: ConsoleDatabase;
  readonly #sealer: RestSealer;
  #next = 0;

  constructor(database: ConsoleDatabase, sealer: RestSealer) {
    this.#database = database;
    this.#sealer = sealer;
  }

  /** @throws crypto.open_failed when storage was changed: then the index is read anew from the server */
  async load(): Promise<CaseIndex> {
    const index = new CaseIndex();
    const [numbers, sealed] = await Promise.all([
      this.#database.getAllKeys("segments"),
      this.#database.getAll("segments"),
    ]);
    const plain = await Promise.all(
      sealed.map((segment, i) => this.#sealer.open(contextOf(numbers[i] ?? -1), segment)),
    );
    for (const bytes of plain) index.take(JSON.parse(decodeUtf8(bytes)) as Segment);
    this.#next = (numbers.at(-1) ?? -1) + 1;
    if (plain.length > MANY_SEGMENTS) await this.#rewrite(index);
    return index;
  }

  async append(segment: Segment): Promise<void> {
    const number = this.#next;
    this.#next += 1;
    await this.#database.put("segments", await this.#seal(number, segment), number);
  }

  async clear(): Promise<void> {
    await this.#database.clear("segments");
    this.#next = 0;
  }

  async #rewrite(index: CaseIndex): Promise<void> {
    const number = this.#next;
    const whole = await this.#seal(number, index.whole());
    this.#next += 1;
    // One transaction: a crash leaves the many or the one.
    const transaction = this.#database.transaction("segments", "readwrite");
    await transaction.store.clear();
    await transaction.store.put(whole, number);
    await transaction.done;
  }

  #seal(number: number, segment: Segment) {
    return this.#sealer.seal(contextOf(number), encodeUtf8(JSON.stringify(segment)));
  }
}

function contextOf(number: number): string {
  return `case-index-1/${number}`;
}
