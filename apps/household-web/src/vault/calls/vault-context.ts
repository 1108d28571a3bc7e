// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What all calls share: the outside world as arguments, and the one household that is open. */
import { invariant, NightlatchError } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import { proveSession, type DeviceSecrets } from "@nightlatch/protocol/keys";
import type { DeviceId, LaneId } from "@nightlatch/protocol/wire";
import type { VaultChange } from "../../vault-client/vault-api.ts";
import type { MembershipDeps } from "../household/membership.ts";
import { OpenHousehold } from "../household/open-household.ts";
import type { HouseholdServer, PublicServer, SessionProver } from "../server/household-server.ts";
import type { Membership, VaultDatabase } from "../store/database.ts";
import { findIdentity } from "../store/identity.ts";

export type VaultDeps = Readonly<{
  database: VaultDatabase;
  publicServer: PublicServer;
  signIn: (prover: SessionProver) => HouseholdServer;
  /** Which household a paper key belongs to. @throws vault.unknown_paper_key */
  findLane: (device: DeviceId) => Promise<LaneId>;
  /** A file of this app as this browser runs it, by its path in a release; undefined where it gets none. */
  readAppFile: (path: string) => Promise<Uint8Array | undefined>;
  /** Where the app lives, for links. */
  appOrigin: string;
  random: RandomSource;
  nowMs: () => number;
  monotonicMs: () => number;
}>;

export class VaultContext {
  readonly deps: VaultDeps;
  readonly #listeners = new Set<(change: VaultChange) => void>();
  #household: OpenHousehold | undefined;
  #reopening: Promise<void> | undefined;

  constructor(deps: VaultDeps) {
    this.deps = deps;
  }

  get findHousehold(): OpenHousehold | undefined {
    return this.#household;
  }

  /** @throws vault.no_household */
  get household(): OpenHousehold {
    if (this.#household !== undefined) return this.#household;
    throw new NightlatchError("vault.no_household", "this browser is in no household", {
      advice: "Create a household here, or join one from a device that is in it.",
    });
  }

  get membershipDeps(): MembershipDeps {
    return this.household.membershipDeps;
  }

  /** What this browser was in when it was closed. Tried again by the next call when the server was needed and away. */
  reopen(): Promise<void> {
    this.#reopening ??= this.#reopen().catch((error: unknown) => {
      this.#reopening = undefined;
      throw error;
    });
    return this.#reopening;
  }

  async open(device: DeviceSecrets, membership: Membership): Promise<OpenHousehold> {
    const { database, random, nowMs, monotonicMs } = this.deps;
    const server = this.signIn(device, membership.lane as LaneId);
    const onChange = (change: VaultChange): void => this.changed(change);
    const onReplaced = (): void => this.#lookAgain();
    this.close();
    this.#household = await OpenHousehold.open(
      { database, device, server, random, nowMs, monotonicMs, onChange, onReplaced },
      membership,
    );
    this.changed("status");
    return this.#household;
  }

  signIn(device: DeviceSecrets, lane: LaneId): HouseholdServer {
    return this.deps.signIn({ lane, device: device.id, prove: (challenge) => proveSession(device, lane, challenge) });
  }

  async readMembership(): Promise<Membership> {
    const membership = await this.deps.database.get("membership", "this");
    invariant(membership !== undefined, "a membership was just remembered");
    return membership;
  }

  /**
   * Asks the store too: new keys over those of a household that another tab has made would be that household's end.
   * @throws vault.in_household
   */
  async assertEmpty(): Promise<void> {
    const isEmpty = (await this.deps.database.get("membership", "this")) === undefined;
    if (this.#household === undefined && isEmpty) return;
    throw new NightlatchError("vault.in_household", "this browser is in a household already", {
      advice: "This browser belongs to a household already. Remove it there first, under Settings.",
    });
  }

  async #reopen(): Promise<void> {
    const { database } = this.deps;
    const membership = await database.get("membership", "this");
    const device = membership === undefined ? undefined : await findIdentity(database);
    if (membership !== undefined && device !== undefined) await this.open(device, membership);
  }

  /** The next call opens what another tab has put in the place of this tab's household, if anything. */
  #lookAgain(): void {
    this.close();
    this.#reopening = undefined;
    this.changed("status");
  }

  close(): void {
    this.#household?.close();
    this.#household = undefined;
  }

  subscribe(listener: (change: VaultChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  changed(change: VaultChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
