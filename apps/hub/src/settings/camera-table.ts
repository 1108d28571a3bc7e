// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The cameras of this hub: those from its configuration, which get their id here, and those that an owner
 * added, as the sealed records that name their source and rules.
 */
import type { CameraId } from "@nightlatch/protocol/wire";
import { prepared, type HubDatabase } from "../store/open-database.ts";

export type CameraRow = Readonly<{
  camera: CameraId;
  configuredName: string | undefined;
  sourceRecord: Uint8Array | undefined;
  rulesRecord: Uint8Array | undefined;
}>;

/** What an owner writes about a camera to its hub. */
export type CameraRecordKind = "camera-source" | "camera-rules";

type Stored = Readonly<{
  camera: Buffer;
  configured_name: string | null;
  source_record: Buffer | null;
  rules_record: Buffer | null;
}>;

const COLUMN_OF = { "camera-source": "source_record", "camera-rules": "rules_record" } as const;

export class CameraTable {
  readonly #database: HubDatabase;

  constructor(database: HubDatabase) {
    this.#database = database;
  }

  all(): readonly CameraRow[] {
    const sql = "SELECT camera, configured_name, source_record, rules_record FROM cameras ORDER BY rowid";
    return prepared<[], Stored>(this.#database, sql).all().map(toCamera);
  }

  find(camera: CameraId): CameraRow | undefined {
    const sql = "SELECT camera, configured_name, source_record, rules_record FROM cameras WHERE camera = ?";
    const row = prepared<[Uint8Array], Stored>(this.#database, sql).get(camera);
    return row === undefined ? undefined : toCamera(row);
  }

  addConfigured(camera: CameraId, name: string): void {
    prepared(this.#database, "INSERT INTO cameras (camera, configured_name) VALUES (?, ?)").run(camera, name);
  }

  setRecord(camera: CameraId, kind: CameraRecordKind, record: Uint8Array): void {
    const column = COLUMN_OF[kind];
    const sql = `INSERT INTO cameras (camera, ${column}) VALUES (?, ?)
      ON CONFLICT (camera) DO UPDATE SET ${column} = excluded.${column}`;
    prepared(this.#database, sql).run(camera, record);
  }

  /** Until when the camera's diary tells what was. */
  coveredUntilMs(camera: CameraId): number | undefined {
    const sql = "SELECT covered_until_ms FROM cameras WHERE camera = ?";
    const row = prepared<[Uint8Array], { covered_until_ms: number | null }>(this.#database, sql).get(camera);
    return row?.covered_until_ms ?? undefined;
  }

  /** The clock was set back: the diary tells what was until then, and of later times again. */
  restartCoverage(camera: CameraId, timeMs: number): void {
    prepared(this.#database, "UPDATE cameras SET covered_until_ms = ? WHERE camera = ?").run(timeMs, camera);
  }

  setCoveredUntilMs(camera: CameraId, timeMs: number): void {
    prepared(
      this.#database,
      "UPDATE cameras SET covered_until_ms = max(coalesce(covered_until_ms, 0), ?) WHERE camera = ?",
    ).run(timeMs, camera);
  }
}

function toCamera(row: Stored): CameraRow {
  return {
    camera: new Uint8Array(row.camera) as CameraId,
    configuredName: row.configured_name ?? undefined,
    sourceRecord: row.source_record === null ? undefined : new Uint8Array(row.source_record),
    rulesRecord: row.rules_record === null ? undefined : new Uint8Array(row.rules_record),
  };
}
