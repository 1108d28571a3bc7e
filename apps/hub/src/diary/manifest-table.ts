// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The signed items of every camera's diary, and which of them the server has. */
import type { Hash } from "@nightlatch/crypto/keys";
import { invariant } from "@nightlatch/errors";
import type { CameraId } from "@nightlatch/protocol/wire";
import { prepared, type HubDatabase } from "../store/open-database.ts";

export type ManifestRow = Readonly<{ n: number; hash: Hash; signed: Uint8Array }>;

type Stored = Readonly<{ n: number; hash: Buffer; signed: Buffer }>;

export class ManifestTable {
  readonly #database: HubDatabase;

  constructor(database: HubDatabase) {
    this.#database = database;
  }

  append(camera: CameraId, { n, hash, signed }: ManifestRow): void {
    prepared(this.#database, "INSERT INTO manifests (camera, n, hash, signed) VALUES (?, ?, ?, ?)").run(
      camera,
      n,
      hash,
      signed,
    );
  }

  last(camera: CameraId): ManifestRow | undefined {
    return this.#row("camera = ? ORDER BY n DESC LIMIT 1", camera);
  }

  find(camera: CameraId, n: number): ManifestRow | undefined {
    return this.#row("camera = ? AND n = ?", camera, n);
  }

  /** All from `n` on, in order. */
  from(camera: CameraId, n: number): readonly ManifestRow[] {
    const sql = "SELECT n, hash, signed FROM manifests WHERE camera = ? AND n >= ? ORDER BY n";
    return prepared<[Uint8Array, number], Stored>(this.#database, sql).all(camera, n).map(toRow);
  }

  /** Other words at the same place. */
  replaceUnsent(camera: CameraId, { n, hash, signed }: ManifestRow): void {
    const sql = "UPDATE manifests SET hash = ?, signed = ? WHERE camera = ? AND n = ? AND is_sent = 0";
    const { changes } = prepared(this.#database, sql).run(hash, signed, camera, n);
    invariant(changes === 1, "an item that was sent is never signed again");
  }

  /** The next that the server has to have. */
  firstUnsent(camera: CameraId): ManifestRow | undefined {
    return this.#row("camera = ? AND is_sent = 0 ORDER BY n LIMIT 1", camera);
  }

  noteSent(camera: CameraId, n: number): void {
    prepared(this.#database, "UPDATE manifests SET is_sent = 1 WHERE camera = ? AND n <= ?").run(camera, n);
  }

  #row(where: string, ...parameters: (Uint8Array | number)[]): ManifestRow | undefined {
    const row = this.#database
      .prepare<(Uint8Array | number)[], Stored>(`SELECT n, hash, signed FROM manifests WHERE ${where}`)
      .get(...parameters);
    return row === undefined ? undefined : toRow(row);
  }
}

function toRow({ n, hash, signed }: Stored): ManifestRow {
  return { n, hash: new Uint8Array(hash) as Uint8Array as Hash, signed: new Uint8Array(signed) };
}
