// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The hubs that are connected and may be asked to witness. A hub has no address: it is asked over the connection
 * that it opened itself.
 */
import { formatId, type DeviceId, type LaneId } from "@nightlatch/protocol/wire";
import { KEY_TYPES, verifierKey } from "@nightlatch/transparency/verify";
import { WitnessPeer, type AskWitness } from "./witness-peer.ts";

export type WitnessHub = Readonly<{ lane: LaneId; id: DeviceId; peer: WitnessPeer }>;

export class HubDesk {
  readonly #hubs = new Set<WitnessHub>();
  #onCame: (hub: WitnessHub) => void = () => undefined;

  /** `listener` hears of each hub that connects from now on. */
  onCame(listener: (hub: WitnessHub) => void): void {
    this.#onCame = listener;
  }

  /** `noteKey` is the hub's, from its household's ledger (protocol §13.3). The function returned takes it off again. */
  add(lane: LaneId, id: DeviceId, noteKey: Uint8Array, ask: AskWitness): () => void {
    const key = verifierKey(`hub/${formatId(id)}`, KEY_TYPES.cosignatureEd25519, noteKey);
    const hub = { lane, id, peer: new WitnessPeer([key], ask) };
    this.#hubs.add(hub);
    this.#onCame(hub);
    return () => {
      this.#hubs.delete(hub);
    };
  }

  has(hub: WitnessHub): boolean {
    return this.#hubs.has(hub);
  }

  all(): readonly WitnessHub[] {
    return [...this.#hubs];
  }
}
