// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How many live sockets each device holds, and how many strangers knock: both bounded. */
import { formatId, type DeviceId } from "@nightlatch/protocol/wire";

/** Tabs and reconnects of one device. */
const MAX_A_DEVICE = 64;
/** Connections that have not said who they are cost memory to nobody in particular. */
const MAX_STRANGERS = 1000;

export class DeviceSockets {
  readonly #ofDevice = new Map<string, number>();
  #strangers = 0;

  /** False when too many have not said hello yet. Pair with `strangerLeft`. */
  strangerCame(): boolean {
    if (this.#strangers >= MAX_STRANGERS) return false;
    this.#strangers += 1;
    return true;
  }

  strangerLeft(): void {
    this.#strangers -= 1;
  }

  /** False when the device has enough. Pair with `left`. */
  came(device: DeviceId): boolean {
    const key = formatId(device);
    const held = this.#ofDevice.get(key) ?? 0;
    if (held >= MAX_A_DEVICE) return false;
    this.#ofDevice.set(key, held + 1);
    return true;
  }

  left(device: DeviceId): void {
    const key = formatId(device);
    const held = this.#ofDevice.get(key) ?? 0;
    if (held > 1) this.#ofDevice.set(key, held - 1);
    else this.#ofDevice.delete(key);
  }
}
