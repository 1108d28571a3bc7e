// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Writes in the household's lane of the public log: heads that their authors could not log, and cover leaves at
 * random times, so that the log does not tell when a household changed (protocol §13.1).
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import type { DeviceSession } from "@nightlatch/api-client";
import type { RandomSource } from "@nightlatch/crypto/random";
import { buildKeyring, Keyring, nextLaneLeaf, type DeviceSecrets, type NamedLeaf } from "@nightlatch/protocol/keys";
import type { LogView, OwnLedger } from "@nightlatch/protocol/log";
import { currentEpoch, laneGroup, parseId, type GroupId } from "@nightlatch/protocol/wire";

export type LaneWriterDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  hub: DeviceSecrets;
  ledger: () => OwnLedger;
  view: () => LogView;
  random: RandomSource;
  nowMs: () => number;
}>;

/** Exponential with this mean: whoever watches the log learns nothing from when the next one comes. */
const MEAN_COVER_MS = 6 * 60 * 60 * 1000;
/** The author logs its own entry within seconds. Then it is the hub's turn. */
const AUTHORS_TURN_MS = 20_000;

export class LaneWriter {
  readonly #deps: LaneWriterDeps;
  #keyring = new Keyring();
  #coverDueMs: number;
  #unlogged: Readonly<{ seq: number; sinceMs: number }> | undefined;

  constructor(deps: LaneWriterDeps) {
    this.#deps = deps;
    this.#coverDueMs = deps.nowMs() + coverDelayMs(deps.random);
  }

  /** Writes a leaf if one is due. @throws ClientError */
  async write(): Promise<void> {
    const nowMs = this.#deps.nowMs();
    const last = await this.#lastLeaf();
    const isDue = this.#isUnlogged(last, nowMs) || nowMs >= this.#coverDueMs;
    if (!isDue) return;
    const leaf = await this.#next(last);
    if (leaf !== undefined) await this.#put(leaf);
    this.#coverDueMs = nowMs + coverDelayMs(this.#deps.random);
  }

  #isUnlogged(last: NamedLeaf | undefined, nowMs: number): boolean {
    const { seq } = this.#deps.ledger().state;
    if (last !== undefined && last.seq >= seq) this.#unlogged = undefined;
    else if (this.#unlogged?.seq !== seq) this.#unlogged = { seq, sinceMs: nowMs };
    return this.#unlogged !== undefined && nowMs - this.#unlogged.sinceMs >= AUTHORS_TURN_MS;
  }

  async #next(last: NamedLeaf | undefined): Promise<NamedLeaf | undefined> {
    const { ledger, view, random } = this.#deps;
    const { state, headAt } = ledger();
    await this.#openLaneKey();
    const seen = view().leaf?.leaf;
    return nextLaneLeaf({ last, seen, before: state, after: state, headAt, keyring: this.#keyring, random });
  }

  /** The lane group's seeds: the only ones that are sealed to a hub, and nothing is ever sealed to them. */
  async #openLaneKey(): Promise<void> {
    const { session, hub, ledger } = this.#deps;
    const { state } = ledger();
    const epoch = currentEpoch(state, laneGroup(state));
    if (epoch === undefined || this.#keyring.find(epoch.pkHash) !== undefined) return;
    const { boxes } = await session.call("readBoxes", {});
    const sealed = boxes.map(({ group, epoch: n, box }) => {
      return { group: parseId<GroupId>(group), epoch: n, box: decodeBase64url(box) };
    });
    this.#keyring = await buildKeyring(state, hub, sealed, this.#keyring);
  }

  async #put({ leaf, salt, seq }: NamedLeaf): Promise<void> {
    try {
      const body = { leaf: encodeBase64url(leaf), salt: encodeBase64url(salt), seq };
      await this.#deps.session.call("putLeaf", { body });
    } catch (error) {
      // Someone else was faster: there is a newer leaf, which is as good.
      if (!hasCode(error, "ledger.conflict")) throw error;
    }
  }

  async #lastLeaf(): Promise<NamedLeaf | undefined> {
    const { leaf, salt, seq } = await this.#deps.session.call("readLane", {});
    if (leaf === undefined || salt === undefined || seq === undefined) return undefined;
    return { leaf: decodeBase64url(leaf), salt: decodeBase64url(salt), seq };
  }
}

function coverDelayMs(random: RandomSource): number {
  const [a = 0, b = 0, c = 0, d = 0] = random(4);
  const uniform = (((a * 256 + b) * 256 + c) * 256 + d + 1) / 2 ** 32;
  return -Math.log(uniform) * MEAN_COVER_MS;
}
