// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The signed items of every camera's diary, and which of them the server has. */
import type { Hash } from "@nightlatch/crypto/keys";
import type { CameraId } from "@nightlatch/protocol/wire";
import type { HubDatabase } from "../store/open-database.ts";

export type ManifestRow = Readonly<{ n: number; hash: Hash; signed: Uint8Array }>;

type Stored = Readonly<{ n: number; hash: Buffer; signed: Buffer }>;

export class ManifestTable {
  readonly #database: HubDatabase;

  constructor(database: HubDatabase) {
    this.#database = database;
  }

  append(camera: CameraId, { n, hash, signed }: ManifestRow): void {
    this.#database
      .prepare("INSERT INTO manifests (camera, n, hash, signed) VALUES (?, ?, ?, ?)")
      .run(camera, n, hash, signed);
  }

  last(camera: CameraId): ManifestRow | undefined {
    return this.#row("camera = ? ORDER BY n DESC LIMIT 1", camera);
  }

  find(camera: CameraId, n: number): ManifestRow | undefined {
    return this.#row("camera = ? AND n = ?", camera, n);
  }

  /** The next that the server has to have. */
  firstUnsent(camera: CameraId): ManifestRow | undefined {
    return this.#row("camera = ? AND is_sent = 0 ORDER BY n LIMIT 1", camera);
  }

  noteSent(camera: CameraId, n: number): void {
    this.#database.prepare("UPDATE manifests SET is_sent = 1 WHERE camera = ? AND n <= ?").run(camera, n);
  }

  #row(where: string, ...parameters: (Uint8Array | number)[]): ManifestRow | undefined {
    const row = this.#database
      .prepare<(Uint8Array | number)[], Stored>(`SELECT n, hash, signed FROM manifests WHERE ${where}`)
      .get(...parameters);
    if (row === undefined) return undefined;
    return { n: row.n, hash: new Uint8Array(row.hash) as Uint8Array as Hash, signed: new Uint8Array(row.signed) };
  }
}
