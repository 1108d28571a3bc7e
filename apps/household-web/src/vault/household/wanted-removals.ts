// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Since when this browser wants a device out. The server can stall a removal until the tap has failed, and show
 * first what the device did meanwhile: whom it let in since the first tap must go with it, not only since the last one.
 * Owns that memory, for as long as the tab lives.
 */
import { formatId, type DeviceId } from "@nightlatch/protocol/wire";

export class WantedRemovals {
  readonly #sinceSeq = new Map<string, number>();

  /** The last entry that was known when the first of these devices was to go for the first time. */
  note(devices: readonly DeviceId[], seq: number): number {
    for (const id of devices.map(formatId)) this.#sinceSeq.set(id, Math.min(this.#sinceSeq.get(id) ?? seq, seq));
    return Math.min(seq, ...devices.map((id) => this.#sinceSeq.get(formatId(id)) ?? seq));
  }

  /** They are out. */
  forget(devices: readonly DeviceId[]): void {
    for (const id of devices) this.#sinceSeq.delete(formatId(id));
  }
}
