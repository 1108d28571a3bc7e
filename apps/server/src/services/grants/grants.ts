// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a household's signed grant lets one staff device have (protocol §17). The household's ledger decides, asked
 * anew at every call: revoked, run out, or its giver removed, and there is no such grant any more. There is no way from a
 * household, camera or clip to a grant: staff names the grant, and gets what stands in it.
 */
import { MAX_ENTRY_SKEW_MS } from "@nightlatch/api-contract";
import { equalBytes } from "@nightlatch/bytes";
import {
  decodeOperatorItem,
  findGrant,
  grantKind,
  grantMinutes,
  ProtocolError,
  verifyAcceptance,
  verifyLegalDemand,
  type Grant,
  type RosterState,
  type StaffMember,
} from "@nightlatch/protocol/wire";
import { ApiError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { GrantBox, GrantRow, GrantStore } from "../../ports/grant-store.ts";
import type { OperatorItemStore } from "../../ports/operator-item-store.ts";
import type { Hash, LaneId } from "../../ports/stored-types.ts";
import type { LaneEvents } from "../lane-events.ts";
import type { Ledgers } from "../ledgers.ts";
import type { Operator } from "../operator/operator.ts";
import type { Caller } from "../sessions.ts";

export type OpenGrant = Readonly<{ grant: Grant; lane: LaneId; acceptedSlot?: number }>;
export type PublishedAcceptance = Readonly<{ slot: number; acceptance: Uint8Array }>;
type Parts = Readonly<{
  store: GrantStore;
  items: OperatorItemStore;
  ledgers: Ledgers;
  operator: Operator;
  events: LaneEvents;
  clock: Clock;
}>;

export class Grants {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Those that name this device and are open. */
  async list({ id }: StaffMember): Promise<readonly OpenGrant[]> {
    const { store, clock } = this.#parts;
    const rows = await store.grantsOf(id, clock.nowMs());
    const found = await Promise.all(rows.map((row) => this.#findOpen(row)));
    return found.filter((one) => one !== undefined);
  }

  /** @throws grant.unknown, also for another device's: no oracle */
  async read(member: StaffMember, head: Hash): Promise<OpenGrant> {
    const found = await this.findOpen(member, head);
    if (found === undefined) throw new ApiError("grant.unknown", "no such grant");
    return found;
  }

  /** Undefined when it is over, or never was for this device. */
  async findOpen({ id }: StaffMember, head: Hash): Promise<OpenGrant | undefined> {
    const row = await this.#parts.store.findGrant(head);
    return row !== undefined && equalBytes(row.staff, id) ? this.#findOpen(row) : undefined;
  }

  /** Only what was accepted, and so stands in public, is served. @throws grant.unknown | grant.not_accepted */
  async readAccepted(member: StaffMember, head: Hash): Promise<OpenGrant> {
    const found = await this.read(member, head);
    if (found.acceptedSlot !== undefined) return found;
    throw new ApiError("grant.not_accepted", "the grant is not accepted");
  }

  /** Publishes an acceptance. Its slot. @throws paper.refused | grant.unknown | acceptance.exists */
  async accept(member: StaffMember, signed: Uint8Array): Promise<number> {
    const { operator, events } = this.#parts;
    const acceptance = this.believed(member, (roster) => verifyAcceptance(signed, roster));
    const { grant, lane } = await this.read(member, acceptance.grant);
    const { purpose } = grant.body;
    const isSame = acceptance.purpose === purpose && acceptance.kind === grantKind(grant.body);
    if (!isSame || acceptance.minutes !== grantMinutes(grant)) {
      throw new ApiError("paper.refused", "the acceptance is not for what was granted");
    }
    const slot = await operator.publish({ kind: "acceptance", bytes: signed, acceptedGrant: grant.head });
    events.publish(lane, { type: "grants-changed" });
    return slot;
  }

  /** @throws paper.refused */
  demand(member: StaffMember, signed: Uint8Array): Promise<number> {
    this.believed(member, (roster) => verifyLegalDemand(signed, roster));
    return this.#parts.operator.publish({ kind: "legal-demand", bytes: signed });
  }

  async boxes(member: StaffMember, head: Hash): Promise<readonly GrantBox[]> {
    await this.read(member, head);
    return this.#parts.store.readBoxes(head);
  }

  /** For a household's own grant, also when it is over. @throws grant.unknown | acceptance.unknown */
  async acceptanceOf({ lane }: Caller, head: Hash): Promise<PublishedAcceptance> {
    const { store, items } = this.#parts;
    const row = await store.findGrant(head);
    if (row === undefined || !equalBytes(row.lane, lane)) throw new ApiError("grant.unknown", "no such grant");
    const item = await items.findAcceptance(head);
    if (item === undefined) throw new ApiError("acceptance.unknown", "the grant is not accepted");
    return { slot: item.slot, acceptance: decodeOperatorItem(item.item).bytes };
  }

  /** What the calling device itself signed, just now. @throws paper.refused */
  believed<T extends Readonly<{ staff: StaffMember["id"]; atMs: number }>>(
    { id }: StaffMember,
    verify: (roster: RosterState) => T,
  ): T {
    try {
      const statement = verify(this.#parts.operator.readRoster());
      const isTimely = Math.abs(statement.atMs - this.#parts.clock.nowMs()) <= MAX_ENTRY_SKEW_MS;
      if (isTimely && equalBytes(statement.staff, id)) return statement;
    } catch (cause) {
      if (!(cause instanceof ProtocolError)) throw cause;
      throw new ApiError("paper.refused", `the paper is refused: ${cause.code}`, { cause });
    }
    throw new ApiError("paper.refused", "another device signed this, or at another time");
  }

  async #findOpen({ grant: head, lane }: GrantRow): Promise<OpenGrant | undefined> {
    const { ledgers, items, clock } = this.#parts;
    const state = await ledgers.find(lane);
    const grant = state && findGrant(state, head);
    if (grant === undefined || grant.body.untilMs <= clock.nowMs()) return undefined;
    const accepted = await items.findAcceptance(head);
    return { grant, lane, ...(accepted === undefined ? {} : { acceptedSlot: accepted.slot }) };
  }
}
