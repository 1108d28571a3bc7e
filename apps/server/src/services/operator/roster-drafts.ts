// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Brings officers' signatures together: an entry is kept until enough have signed it, then it is appended. Nothing
 * waits that its signer could not have signed, and nobody signs in another's name.
 */
import { ROSTER_DRAFT_LIFE_MS } from "@nightlatch/api-contract";
import { equalBytes } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import {
  decodeRosterEntry,
  encodeSignedRosterEntry,
  isRosterSignature,
  signersNeeded,
  type RosterEntry,
  type StaffSignature,
} from "@nightlatch/protocol/wire";
import { ApiError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RosterDraft, RosterDraftStore } from "../../ports/roster-draft-store.ts";
import type { Hash } from "../../ports/stored-types.ts";
import { KeyedLocks } from "../keyed-locks.ts";
import type { Operator } from "./operator.ts";
import { assertTimely } from "./roster-time.ts";

export type Signed = Readonly<{ state: "waiting" | "appended"; signatures: number }>;

const MAX_DRAFTS = 64;
const ALL = "drafts";

export class RosterDrafts {
  readonly #store: RosterDraftStore;
  readonly #operator: Operator;
  readonly #clock: Clock;
  readonly #locks = new KeyedLocks();

  constructor(parts: { store: RosterDraftStore; operator: Operator; clock: Clock }) {
    this.#store = parts.store;
    this.#operator = parts.operator;
    this.#clock = parts.clock;
  }

  /** Entries that can still be appended. */
  async read(): Promise<readonly RosterDraft[]> {
    const nowMs = this.#clock.nowMs();
    const drafts = await this.#store.readDrafts();
    return drafts.filter((draft) => draft.expiresAtMs > nowMs && this.#isNext(decodeRosterEntry(draft.entry)));
  }

  /** @throws roster.* when the entry or the signature is refused | roster.conflict | rate.limited */
  sign(bytes: Uint8Array, signature: StaffSignature): Promise<Signed> {
    const entry = decodeRosterEntry(bytes);
    return this.#locks.run(ALL, async () => {
      if (!this.#isNext(entry)) throw new ApiError("roster.conflict", "the entry does not continue the roster's head");
      assertTimely(entry, this.#clock.nowMs());
      if (!isRosterSignature(this.#operator.roster, bytes, signature)) {
        throw new ApiError("roster.bad_signature", "not a signature by somebody who may sign this");
      }
      return this.#keep(entry, bytes, signature);
    });
  }

  remove(draft: Hash): Promise<void> {
    return this.#locks.run(ALL, () => this.#store.removeDraft(draft));
  }

  sweep(): Promise<void> {
    return this.#store.sweep(this.#clock.nowMs());
  }

  async #keep(entry: RosterEntry, bytes: Uint8Array, signature: StaffSignature): Promise<Signed> {
    const draft = sha256(bytes);
    const known = await this.#store.findDraft(draft);
    if (known === undefined && (await this.#store.readDrafts()).length >= MAX_DRAFTS) {
      throw new ApiError("rate.limited", "too many entries wait for signatures");
    }
    await this.#store.addSignature({ draft, entry: bytes, expiresAtMs: this.#expiryOf(entry) }, signature);
    const signatures = (await this.#store.findDraft(draft))?.signatures ?? [];
    if (signatures.length < signersNeeded(entry.body)) return { state: "waiting", signatures: signatures.length };
    await this.#operator.append(encodeSignedRosterEntry({ bytes, signatures }));
    await this.#store.removeDraft(draft);
    return { state: "appended", signatures: signatures.length };
  }

  /** A founding stays until all have signed. */
  #expiryOf({ body, seen }: RosterEntry): number {
    return body.type === "found" ? Number.MAX_SAFE_INTEGER : seen.timeMs + ROSTER_DRAFT_LIFE_MS;
  }

  #isNext({ seq, prev }: RosterEntry): boolean {
    const { roster } = this.#operator;
    if (roster === undefined) return seq === 0;
    return seq === roster.seq + 1 && equalBytes(prev, roster.head);
  }
}
