// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Releases on SQL, dialect-neutral. */
import type { ReleaseRow, ReleaseStore, StoredRelease } from "../../ports/release-store.ts";
import type { Hash } from "../../ports/stored-types.ts";
import type { SqlDatabase } from "../embedded/sqlite-database.ts";
import { enqueueLeaf } from "./log-leaf-rows.ts";

export class SqlReleaseStore implements ReleaseStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  addRelease({ slot, leaf, hash, release, version, atMs: at_ms }: ReleaseRow): Promise<boolean> {
    return this.#database.transaction().execute(async (tx) => {
      const last = await tx.selectFrom("releases").select("slot").orderBy("slot", "desc").limit(1).executeTakeFirst();
      if (slot !== (last?.slot ?? -1) + 1) return false;
      const ticket = await enqueueLeaf(tx, leaf);
      await tx.insertInto("releases").values({ slot, ticket, hash, release, version, at_ms }).execute();
      return true;
    });
  }

  async readReleases(): Promise<readonly StoredRelease[]> {
    return (await this.#all().orderBy("slot").execute()).map(releaseOf);
  }

  async findRelease(hash: Hash): Promise<StoredRelease | undefined> {
    const row = await this.#all().where("hash", "=", hash).executeTakeFirst();
    return row === undefined ? undefined : releaseOf(row);
  }

  #all() {
    return this.#database
      .selectFrom("releases")
      .innerJoin("log_leaves", "log_leaves.ticket", "releases.ticket")
      .select(["slot", "leaf", "hash", "release", "version", "at_ms", "log_index"]);
  }
}

type Row = Readonly<{
  slot: number;
  leaf: Uint8Array;
  hash: Uint8Array;
  release: Uint8Array;
  version: string;
  at_ms: number;
  log_index: number | null;
}>;

function releaseOf({ slot, leaf, hash, release, version, at_ms, log_index }: Row): StoredRelease {
  return {
    slot,
    leaf: new Uint8Array(leaf),
    hash: new Uint8Array(hash) as Hash,
    release: new Uint8Array(release),
    version,
    atMs: at_ms,
    ...(log_index === null ? {} : { index: log_index }),
  };
}
