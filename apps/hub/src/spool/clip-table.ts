// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the index knows of each clip: where it is in its life, and what the server has of it. */
import type { CameraId, ClipId } from "@nightlatch/protocol/wire";
import { commitLazily, prepared, type HubDatabase } from "../store/open-database.ts";

export type ClipRow = Readonly<{
  clip: ClipId;
  camera: CameraId;
  opening: Uint8Array;
  startMs: number;
  /** Undefined while it is being recorded, or was when the hub died. */
  endMs: number | undefined;
  sizeBytes: number;
  isOpeningSent: boolean;
  partsSent: number;
}>;

type Stored = Readonly<{
  clip: Buffer;
  camera: Buffer;
  opening: Buffer;
  start_ms: number;
  end_ms: number | null;
  size_bytes: number;
  opening_sent: number;
  parts_sent: number;
}>;

const COLUMNS = "clip, camera, opening, start_ms, end_ms, size_bytes, opening_sent, parts_sent";

export class ClipTable {
  readonly #database: HubDatabase;

  constructor(database: HubDatabase) {
    this.#database = database;
  }

  begin(clip: Pick<ClipRow, "clip" | "camera" | "opening" | "startMs">): void {
    prepared(this.#database, "INSERT INTO clips (clip, camera, opening, start_ms) VALUES (?, ?, ?, ?)").run(
      clip.clip,
      clip.camera,
      clip.opening,
      clip.startMs,
    );
  }

  end(clip: ClipId, end: Readonly<{ endMs: number; sizeBytes: number; manifestN: number }>): void {
    prepared(this.#database, "UPDATE clips SET end_ms = ?, size_bytes = ?, manifest_n = ? WHERE clip = ?").run(
      end.endMs,
      end.sizeBytes,
      end.manifestN,
      clip,
    );
  }

  remove(clip: ClipId): void {
    prepared(this.#database, "DELETE FROM clips WHERE clip = ?").run(clip);
  }

  find(clip: ClipId): ClipRow | undefined {
    return this.#rows("clip = ?", [clip])[0];
  }

  /** The clip that an item of a camera's diary is about. */
  findByManifest(camera: CameraId, n: number): ClipRow | undefined {
    return this.#rows("camera = ? AND manifest_n = ?", [camera, n])[0];
  }

  /** Left open by a hub that died, or by a disk that failed. */
  unended(): readonly ClipRow[] {
    return this.#rows("end_ms IS NULL ORDER BY start_ms", []);
  }

  /** The one being recorded of this camera. */
  findOpen(camera: CameraId): ClipRow | undefined {
    return this.#rows("camera = ? AND end_ms IS NULL ORDER BY start_ms DESC LIMIT 1", [camera])[0];
  }

  /** At the server, and still here: what a full disk gives up first. */
  oldestSentWithData(): ClipRow | undefined {
    return this.#rows("is_sent = 1 AND has_data = 1 ORDER BY start_ms LIMIT 1", [])[0];
  }

  sentDataBytes(): number {
    return this.#sum("is_sent = 1 AND has_data = 1", []);
  }

  /** Oldest clips of a camera that are at the server: what retention looks at. */
  oldestSent(camera: CameraId): ClipRow | undefined {
    return this.#rows("camera = ? AND is_sent = 1 ORDER BY start_ms LIMIT 1", [camera])[0];
  }

  keptBytes(camera: CameraId): number {
    return this.#sum("camera = ? AND end_ms IS NOT NULL", [camera]);
  }

  noteOpeningSent(clip: ClipId): void {
    commitLazily(this.#database, () => {
      prepared(this.#database, "UPDATE clips SET opening_sent = 1 WHERE clip = ?").run(clip);
    });
  }

  notePartsSent(clip: ClipId, partsSent: number): void {
    commitLazily(this.#database, () => {
      prepared(this.#database, "UPDATE clips SET parts_sent = ? WHERE clip = ?").run(partsSent, clip);
    });
  }

  /** The server wants it all again. */
  forgetProgress(clip: ClipId): void {
    prepared(this.#database, "UPDATE clips SET opening_sent = 0, parts_sent = 0 WHERE clip = ?").run(clip);
  }

  noteSent(clip: ClipId): void {
    prepared(this.#database, "UPDATE clips SET is_sent = 1 WHERE clip = ?").run(clip);
  }

  /** Its file was damaged beyond use. What the server has of it stays there for as long as any other clip. */
  noteLost(clip: ClipId): void {
    prepared(
      this.#database,
      "UPDATE clips SET is_sent = 1, has_data = 0, manifest_n = NULL, end_ms = coalesce(end_ms, start_ms) WHERE clip = ?",
    ).run(clip);
  }

  forgetData(clip: ClipId): void {
    prepared(this.#database, "UPDATE clips SET has_data = 0 WHERE clip = ?").run(clip);
  }

  /** Files that the index does not count on, by their clips. */
  hasData(clip: ClipId): boolean {
    const row = prepared<[Uint8Array], { has_data: number }>(
      this.#database,
      "SELECT has_data FROM clips WHERE clip = ?",
    ).get(clip);
    return row?.has_data === 1;
  }

  #rows(where: string, parameters: readonly (Uint8Array | number)[]): readonly ClipRow[] {
    const statement = this.#database.prepare<(Uint8Array | number)[], Stored>(
      `SELECT ${COLUMNS} FROM clips WHERE ${where}`,
    );
    return statement.all(...parameters).map(toClip);
  }

  #sum(where: string, parameters: readonly Uint8Array[]): number {
    const sql = `SELECT coalesce(sum(size_bytes), 0) AS bytes FROM clips WHERE ${where}`;
    return prepared<Uint8Array[], { bytes: number }>(this.#database, sql).get(...parameters)?.bytes ?? 0;
  }
}

function toClip(row: Stored): ClipRow {
  return {
    clip: new Uint8Array(row.clip) as ClipId,
    camera: new Uint8Array(row.camera) as CameraId,
    opening: new Uint8Array(row.opening),
    startMs: row.start_ms,
    endMs: row.end_ms ?? undefined,
    sizeBytes: row.size_bytes,
    isOpeningSent: row.opening_sent === 1,
    partsSent: row.parts_sent,
  };
}
