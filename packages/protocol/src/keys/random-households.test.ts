// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Whatever a household does in whatever order: who was put out, or lost a group, opens no later key of it. */
import { boxesFor, seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";
import fc from "fast-check";
import { hasCode } from "@nightlatch/errors";
import { describe, expect, it } from "vitest";
import { LedgerError, ProtocolError } from "../errors.ts";
import {
  activeDevices,
  cameraGroups,
  formatId,
  groupsReadBy,
  isRotationDue,
  LEDGER_REFUSALS,
  type CameraId,
  type LedgerState,
  type Role,
} from "../wire/index.ts";
import { addDevice } from "./add-device.ts";
import { addGroup } from "./add-group.ts";
import { changeDevice } from "./change-device.ts";
import { createHousehold } from "./create-household.ts";
import { deviceFromSeed, witnessKeyOf, type DeviceSecrets } from "./device-secrets.ts";
import { buildKeyring, Keyring } from "./keyring.ts";
import { removeDevices } from "./remove-devices.ts";
import { leaveHousehold } from "./sign-decision.ts";
import type { SignedEntry } from "./sign-entry.ts";

const ACTS = [
  "add owner",
  "add member",
  "add hub",
  "add guest",
  "raise",
  "remove",
  "withdraw",
  "rotate",
  "leave",
  "group",
] as const;
type Step = Readonly<{ act: (typeof ACTS)[number]; pick: number }>;

const steps = fc.array(fc.record({ act: fc.constantFrom(...ACTS), pick: fc.nat({ max: 1000 }) }), {
  minLength: 4,
  maxLength: 9,
});

/** A household, with what everyone who ever was in it holds. */
class Life {
  readonly random = seededRandom("random households");
  readonly people = new Map<string, DeviceSecrets>();
  readonly keyrings = new Map<string, Keyring>();
  readonly founder: DeviceSecrets;
  state: LedgerState;

  private constructor(founder: DeviceSecrets, state: LedgerState) {
    this.founder = founder;
    this.state = state;
  }

  static async begin(): Promise<Life> {
    const founder = await deviceFromSeed(seededRandom("founder")(32));
    const random = seededRandom("first entry");
    const created = await createHousehold({ actor: founder, random, nowMs: TEST_NOW_MS }, { groups: 2 });
    const life = new Life(founder, created.state);
    life.people.set(formatId(founder.id), founder);
    await life.hear(created);
    return life;
  }

  /** Everyone takes what is there for them, also whoever was put out: the server gives them all. */
  async hear(signed: SignedEntry): Promise<void> {
    this.state = signed.state;
    for (const [name, device] of this.people) {
      const known = this.keyrings.get(name) ?? new Keyring();
      this.keyrings.set(name, await buildKeyring(this.state, device, boxesFor(signed, device), known));
    }
  }

  /** Undefined when the household refuses it, or there is nobody to do it to. */
  async step({ act, pick }: Step): Promise<SignedEntry | undefined> {
    const making = { actor: this.founder, random: this.random, nowMs: TEST_NOW_MS };
    const { state } = this;
    const keyring = this.keyrings.get(formatId(this.founder.id)) ?? new Keyring();
    const others = activeDevices(state).filter(({ id }) => formatId(id) !== formatId(this.founder.id));
    const other = others[pick % Math.max(1, others.length)];
    const groups = cameraGroups(state).filter((_, i) => ((pick >> i) & 1) === 0 || i === 0);
    switch (act) {
      case "rotate":
        return removeDevices(making, { state, keyring, remove: [] });
      case "group":
        return addGroup(making, {
          state,
          keyring,
          members: others.filter(({ role }) => role === "member").map(({ id }) => id),
        });
      case "raise":
        return (
          other && changeDevice(making, { state, keyring, device: other.id, role: pick % 2 === 0 ? "owner" : "member" })
        );
      case "remove":
        return other && removeDevices(making, { state, keyring, remove: [other.id] });
      case "withdraw":
        return other && removeDevices(making, { state, keyring, remove: [], withdraw: [{ device: other.id, groups }] });
      case "leave": {
        const actor = other && this.people.get(formatId(other.id));
        return actor && leaveHousehold({ ...making, actor }, state);
      }
      default: {
        const device = await deviceFromSeed(this.random(32));
        this.people.set(formatId(device.id), device);
        const role = act.slice("add ".length) as Role;
        const guest = { cameras: [this.random(16) as Uint8Array as CameraId], untilMs: TEST_NOW_MS + 1 };
        const witness = { witness: witnessKeyOf(device).publicKey };
        const more = role === "guest" ? guest : role === "hub" ? witness : {};
        return addDevice(making, { state, keyring, keys: device.publicKeys, role, groups, ...more });
      }
    }
  }

  /** Whose key ring does not hold exactly the current seeds that the ledger says it reads. */
  wronglyEquipped(): readonly string[] {
    return [...this.state.groups.values()].flatMap(({ group, epochs }) => {
      const current = epochs.at(-1);
      if (current === undefined || isRotationDue(this.state, group)) return [];
      return [...this.keyrings].flatMap(([name, keyring]) => {
        const device = this.state.devices.get(name);
        const isIn = device !== undefined && device.removedSeq === undefined;
        const reads = isIn && groupsReadBy(this.state, device).some((own) => formatId(own) === formatId(group));
        const holds = keyring.find(current.pkHash) !== undefined;
        return reads === holds ? [] : [`${name} ${reads ? "lacks" : "holds"} ${formatId(group)}`];
      });
    });
  }
}

function isRefusal(error: unknown): boolean {
  if (error instanceof LedgerError) return LEDGER_REFUSALS.includes(error.code);
  return error instanceof ProtocolError && hasCode(error, "protocol.unknown_device");
}

describe("any sequence of acts", () => {
  it("leaves each group's current key with its readers and with nobody else", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const life = await Life.begin();
        for (const step of sequence) {
          const signed = await life.step(step).catch((error: unknown) => {
            if (isRefusal(error)) return undefined;
            throw error;
          });
          if (signed !== undefined) await life.hear(signed);
          expect(life.wronglyEquipped()).toEqual([]);
        }
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
