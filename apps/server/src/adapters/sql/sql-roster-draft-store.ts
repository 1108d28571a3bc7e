// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Waiting signatures of officers on SQL, dialect-neutral. One row a signature, each with its entry. */
import { encodeBase64url } from "@nightlatch/bytes";
import { formatId, parseId, type StaffId, type StaffSignature } from "@nightlatch/protocol/wire";
import type { Selectable } from "kysely";
import type { RosterDraft, RosterDraftStore } from "../../ports/roster-draft-store.ts";
import type { Hash } from "../../ports/stored-types.ts";
import type { SqlDatabase } from "../embedded/sqlite-database.ts";
import type { Tables } from "./tables.ts";

export class SqlRosterDraftStore implements RosterDraftStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async addSignature(
    { draft, entry, expiresAtMs }: Omit<RosterDraft, "signatures">,
    { staff, signature }: StaffSignature,
  ): Promise<void> {
    const row = { draft, staff: formatId(staff), entry, signature, expires_ms: expiresAtMs };
    await this.#database
      .insertInto("roster_signatures")
      .values(row)
      .onConflict((conflict) => conflict.columns(["draft", "staff"]).doUpdateSet({ signature }))
      .execute();
  }

  async readDrafts(): Promise<readonly RosterDraft[]> {
    const rows = await this.#database.selectFrom("roster_signatures").selectAll().orderBy("expires_ms").execute();
    const drafts = new Map<string, RosterDraft>();
    for (const row of rows) {
      const key = encodeBase64url(row.draft);
      drafts.set(key, joined(drafts.get(key), row));
    }
    return [...drafts.values()];
  }

  async findDraft(draft: Hash): Promise<RosterDraft | undefined> {
    const rows = await this.#database.selectFrom("roster_signatures").selectAll().where("draft", "=", draft).execute();
    return rows.reduce<RosterDraft | undefined>(joined, undefined);
  }

  async removeDraft(draft: Hash): Promise<void> {
    await this.#database.deleteFrom("roster_signatures").where("draft", "=", draft).execute();
  }

  async sweep(nowMs: number): Promise<void> {
    await this.#database.deleteFrom("roster_signatures").where("expires_ms", "<=", nowMs).execute();
  }
}

function joined(known: RosterDraft | undefined, row: Selectable<Tables["roster_signatures"]>): RosterDraft {
  const signature = {
    staff: parseId<StaffId>(row.staff),
    signature: new Uint8Array(row.signature) as Uint8Array as StaffSignature["signature"],
  };
  if (known !== undefined) return { ...known, signatures: [...known.signatures, signature] };
  return {
    draft: new Uint8Array(row.draft) as Hash,
    entry: new Uint8Array(row.entry),
    expiresAtMs: row.expires_ms,
    signatures: [signature],
  };
}
