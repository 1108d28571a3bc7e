// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Which cameras this hub reads, for whom, and for how long it keeps them: those of its configuration, and those
 * that an owner added by records sealed to this hub. An owner's word goes before the configuration.
 */
import { formatId, ID_BYTES, type CameraId, type GroupId } from "@nightlatch/protocol/wire";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { Retention } from "../uplink/retention.ts";
import { sourceOf, type CameraPlan, type ConfiguredCamera } from "./camera-plan.ts";
import type { CameraRow, CameraTable } from "./camera-table.ts";
import type { OwnerWord, OwnersWords } from "./owners-words.ts";

export type CameraBookDeps = Readonly<{
  table: CameraTable;
  words: OwnersWords;
  configured: readonly ConfiguredCamera[];
  defaultRetention: Retention;
  random: RandomSource;
}>;

/** Owns the plans as last read. */
export class CameraBook {
  readonly #deps: CameraBookDeps;
  readonly #retentions = new Map<string, Retention>();
  readonly #groups = new Map<string, GroupId>();

  constructor(deps: CameraBookDeps) {
    this.#deps = deps;
  }

  /** Gives cameras that are new in the configuration their id, for good. @returns all that the configuration names */
  admitConfigured(): readonly Readonly<{ camera: CameraId; configured: ConfiguredCamera }>[] {
    const { table, configured, random } = this.#deps;
    const known = new Map(table.all().map((row) => [row.configuredName, row.camera]));
    return configured.map((one) => {
      const camera = known.get(one.name) ?? (random(ID_BYTES) as Uint8Array as CameraId);
      if (!known.has(one.name)) table.addConfigured(camera, one.name);
      return { camera, configured: one };
    });
  }

  /** All cameras there ever were on this hub. */
  cameras(): readonly CameraId[] {
    return this.#deps.table.all().map((row) => row.camera);
  }

  /** What is to be read now. */
  async plans(): Promise<readonly CameraPlan[]> {
    const plans: CameraPlan[] = [];
    for (const row of this.#deps.table.all()) {
      const plan = await this.#planFor(row);
      if (plan !== undefined) plans.push(plan);
    }
    return plans;
  }

  /** As of the last `plans`. */
  retentionOf(camera: CameraId): Retention {
    return this.#retentions.get(formatId(camera)) ?? this.#deps.defaultRetention;
  }

  /** Where an owner wants the camera's new clips to go, as of the last `plans`; undefined: nobody said. */
  groupOf(camera: CameraId): GroupId | undefined {
    return this.#groups.get(formatId(camera));
  }

  async #planFor(row: CameraRow): Promise<CameraPlan | undefined> {
    const { words, configured, defaultRetention } = this.#deps;
    const own = configured.find(({ name }) => name === row.configuredName);
    const toldSource = await open(words, row.sourceRecord, "camera-source");
    const toldRules = await open(words, row.rulesRecord, "camera-rules");
    const retention =
      toldRules === undefined
        ? (own?.retention ?? defaultRetention)
        : { days: toldRules.retentionDays, sizeBytes: toldRules.retentionBytes };
    this.#retentions.set(formatId(row.camera), retention);
    if (toldRules === undefined) this.#groups.delete(formatId(row.camera));
    else this.#groups.set(formatId(row.camera), toldRules.group);
    const source = toldSource === undefined ? own?.source : sourceOf(toldSource.source);
    if (source === undefined || toldRules?.removed === true) return undefined;
    return { camera: row.camera, source };
  }
}

async function open<K extends OwnerWord["kind"]>(
  words: OwnersWords,
  record: Uint8Array | undefined,
  kind: K,
): Promise<Extract<OwnerWord, { kind: K }> | undefined> {
  const opened = record === undefined ? undefined : await words.open(record);
  return opened?.content.kind === kind ? (opened.content as Extract<OwnerWord, { kind: K }>) : undefined;
}
