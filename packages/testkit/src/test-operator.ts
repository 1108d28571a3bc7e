// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file An operator with two officers, a supervisor and a member of the support, and its roster, in one line. */
import { invariant } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import { signerFromSeed, type Signer } from "@nightlatch/crypto/signature";
import { draftRosterEntry, signRosterEntry, staffFromSeed, type StaffSecrets } from "@nightlatch/protocol/grant";
import {
  applyRosterEntry,
  encodeSignedRosterEntry,
  MIN_ROSTER_WAIT_MS,
  type FoundBody,
  type OperatorId,
  type RosterBody,
  type RosterState,
  type Staff,
  type StaffRole,
} from "@nightlatch/protocol/wire";
import { seededRandom } from "./seeded-random.ts";
import { TEST_NOW_MS } from "./test-household.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** When the operator was founded: long enough before TEST_NOW_MS for everybody's first day to have passed. */
export const TEST_FOUNDED_MS: number = TEST_NOW_MS - 7 * DAY_MS;

export class TestOperator {
  readonly random: RandomSource;
  readonly laneSigner: Signer;
  readonly officers: readonly [StaffSecrets, StaffSecrets];
  readonly supervisor: StaffSecrets;
  readonly support: StaffSecrets;
  /** Signed: `found`, then the supervisor's and the support's `enrol`. */
  readonly entries: Uint8Array[] = [];
  /** After each entry. */
  readonly states: RosterState[] = [];

  private constructor(parts: Pick<TestOperator, "random" | "laneSigner" | "officers" | "supervisor" | "support">) {
    this.random = parts.random;
    this.laneSigner = parts.laneSigner;
    this.officers = parts.officers;
    this.supervisor = parts.supervisor;
    this.support = parts.support;
  }

  static async create(seed: string): Promise<TestOperator> {
    const random = seededRandom(seed);
    const [anna, otto] = [await staffFromSeed(random(32)), await staffFromSeed(random(32))];
    const [supervisor, support] = [await staffFromSeed(random(32)), await staffFromSeed(random(32))];
    const operator = new TestOperator({
      random,
      laneSigner: signerFromSeed(random(32)),
      officers: [anna, otto],
      supervisor,
      support,
    });
    await operator.#found();
    await operator.take({ type: "enrol", staff: operator.staffOf(supervisor, "supervisor", "Sue") }, TEST_FOUNDED_MS);
    await operator.take({ type: "enrol", staff: operator.staffOf(support, "support", "Sam") }, TEST_FOUNDED_MS);
    return operator;
  }

  get state(): RosterState {
    const state = this.states.at(-1);
    invariant(state !== undefined, "a roster has an entry");
    return state;
  }

  /** How the roster names a staff device; nobody's credential is asked for in these tests. */
  staffOf({ publicKeys, id }: StaffSecrets, role: StaffRole, name: string, endMs = TEST_NOW_MS + 365 * DAY_MS): Staff {
    const credential = { id: Uint8Array.from(id), key: Uint8Array.of(...id, 1) };
    return { keys: publicKeys, credential, role, team: "Help desk", name, endMs };
  }

  foundBody(): FoundBody {
    const [anna, otto] = this.officers;
    const staff = [this.staffOf(anna, "officer", "Anna"), this.staffOf(otto, "officer", "Otto")];
    const laneKey = this.laneSigner.publicKey;
    return { type: "found", name: "Lark Support", waitMs: MIN_ROSTER_WAIT_MS, laneKey, staff };
  }

  /** The next entry, signed by `signers`: valid or not. */
  async sign(
    body: Exclude<RosterBody, FoundBody>,
    atMs: number,
    signers: readonly StaffSecrets[] = this.officers,
  ): Promise<Uint8Array> {
    return this.#assemble(draftRosterEntry({ roster: this.state, body, nowMs: atMs, random: this.random }), signers);
  }

  /** Signs an entry and takes it in. */
  async take(
    body: Exclude<RosterBody, FoundBody>,
    atMs: number,
    signers: readonly StaffSecrets[] = this.officers,
  ): Promise<Uint8Array> {
    return this.#keep(await this.sign(body, atMs, signers));
  }

  async #found(): Promise<void> {
    const operator = this.random(16) as Uint8Array as OperatorId;
    const { random } = this;
    const draft = draftRosterEntry({ operator, body: this.foundBody(), nowMs: TEST_FOUNDED_MS, random });
    this.#keep(await this.#assemble(draft, this.officers));
  }

  async #assemble(bytes: Uint8Array, signers: readonly StaffSecrets[]): Promise<Uint8Array> {
    const signatures = await Promise.all(signers.map((signer) => signRosterEntry(signer, bytes)));
    return encodeSignedRosterEntry({ bytes, signatures });
  }

  #keep(signed: Uint8Array): Uint8Array {
    const verdict = applyRosterEntry(this.states.at(-1), signed);
    invariant(verdict.kind === "applied", `the roster refuses its own entry: ${JSON.stringify(verdict)}`);
    this.entries.push(signed);
    this.states.push(verdict.state);
    return signed;
  }
}
