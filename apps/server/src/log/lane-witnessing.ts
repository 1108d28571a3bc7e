// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file For each household the newest checkpoint that hubs of its own cosigned, with their lines. Only in memory: after
 * a restart the hubs connect and sign anew, and an older cosignature would be stale anyway.
 */
import { activeDevice, formatId, type DeviceId, type LaneId, type LedgerState } from "@nightlatch/protocol/wire";
import { withSignatures } from "@nightlatch/transparency/verify";
import type { Round } from "./round.ts";

type Line = Readonly<{ hub: DeviceId; lines: Uint8Array }>;
type Witnessed = { round: Round; readonly lines: Map<string, Line> };

export class LaneWitnessing {
  readonly #ofLane = new Map<string, Witnessed>();

  /** A round that an earlier one of this household overtook is not kept. True when it is a new one for the household. */
  add(lane: LaneId, hub: DeviceId, round: Round, lines: Uint8Array): boolean {
    const key = formatId(lane);
    const known = this.#ofLane.get(key);
    if (known?.round === round) {
      known.lines.set(formatId(hub), { hub, lines });
      return false;
    }
    if (known !== undefined && known.round.head.size > round.head.size) return false;
    this.#ofLane.set(key, { round, lines: new Map([[formatId(hub), { hub, lines }]]) });
    return true;
  }

  /** The household's own round, and its note with the lines of hubs that are in the household now. */
  find(state: LedgerState): Readonly<{ round: Round; note: Uint8Array }> | undefined {
    const known = this.#ofLane.get(formatId(state.lane));
    const lines = [...(known?.lines.values() ?? [])].filter(({ hub }) => activeDevice(state, hub) !== undefined);
    if (known === undefined || lines.length === 0) return undefined;
    const note = lines.reduce((whole, one) => withSignatures(whole, one.lines), known.round.note);
    return { round: known.round, note };
  }
}
