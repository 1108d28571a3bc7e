// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cases on SQL, dialect-neutral. Two cursors rise with the order of changes: of cases, and of messages. */
import { formatId, parseId } from "@nightlatch/protocol/wire";
import { sql, type Selectable } from "kysely";
import type {
  CaseBox,
  CaseMessageRow,
  CaseStore,
  NewCase,
  NewMessage,
  Page,
  StoredCase,
  TeamCase,
  TeamMessage,
} from "../../ports/case-store.ts";
import type { CaseId, DeviceId } from "../../ports/stored-types.ts";
import type { SqlDatabase } from "../embedded/sqlite-database.ts";
import { rowsOfPage } from "./page-size.ts";
import type { Tables } from "./tables.ts";

export class SqlCaseStore implements CaseStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  addCase({ case: id, team, atMs, boxes, messages }: NewCase): Promise<boolean> {
    const case_id = formatId(id);
    return this.#database.transaction().execute(async (tx) => {
      if ((await findRow(tx, case_id)) !== undefined) return false;
      const cursor = await nextOf(tx, "cases");
      const times = { opened_ms: atMs, changed_ms: atMs };
      const row = { case_id, team, state: "open", messages: messages.length, ...times, cursor };
      await tx.insertInto("cases").values(row).execute();
      await insertBoxes(tx, case_id, boxes);
      for (const [n, message] of messages.entries()) await insertMessage(tx, case_id, { n, atMs, message });
      return true;
    });
  }

  async findCase(id: CaseId): Promise<StoredCase | undefined> {
    const row = await findRow(this.#database, formatId(id));
    return row === undefined ? undefined : caseOf(row);
  }

  async findCases(ids: readonly CaseId[]): Promise<readonly StoredCase[]> {
    if (ids.length === 0) return [];
    const wanted = ids.map((id) => formatId(id));
    const rows = await this.#database.selectFrom("cases").selectAll().where("case_id", "in", wanted).execute();
    return rows.map(caseOf);
  }

  addBoxes(id: CaseId, boxes: readonly CaseBox[]): Promise<void> {
    return this.#database.transaction().execute((tx) => insertBoxes(tx, formatId(id), boxes));
  }

  async findBox(id: CaseId, staff: DeviceId): Promise<Uint8Array | undefined> {
    const row = await this.#database
      .selectFrom("case_boxes")
      .select("box")
      .where("case_id", "=", formatId(id))
      .where("staff", "=", formatId(staff))
      .executeTakeFirst();
    return row === undefined ? undefined : new Uint8Array(row.box);
  }

  addMessage(id: CaseId, { closes, ...message }: NewMessage): Promise<boolean> {
    const case_id = formatId(id);
    return this.#database.transaction().execute(async (tx) => {
      const known = await findRow(tx, case_id);
      if (known?.state !== "open" || known.messages !== message.n) return false;
      await insertMessage(tx, case_id, message);
      const state = closes ? "closed" : "open";
      const news = { state, messages: message.n + 1, changed_ms: message.atMs, cursor: await nextOf(tx, "cases") };
      await tx.updateTable("cases").set(news).where("case_id", "=", case_id).execute();
      return true;
    });
  }

  async readMessages(id: CaseId, fromN: number, limit: number): Promise<readonly CaseMessageRow[]> {
    const wanted = this.#database
      .selectFrom("case_messages")
      .where("case_id", "=", formatId(id))
      .where("n", ">=", fromN)
      .orderBy("n");
    const sizes = await wanted
      .select(sql<number>`length(message)`.as("size_bytes"))
      .limit(limit)
      .execute();
    const rows = await wanted.select(["n", "at_ms", "message"]).limit(rowsOfPage(sizes)).execute();
    return rows.map(messageOf);
  }

  async changedAfter(team: string, staff: DeviceId, cursor: number, limit: number): Promise<Page<"cases", TeamCase>> {
    const rows = await this.#database
      .selectFrom("cases")
      .leftJoin("case_boxes", (join) =>
        join.onRef("case_boxes.case_id", "=", "cases.case_id").on("case_boxes.staff", "=", formatId(staff)),
      )
      .selectAll("cases")
      .select("box")
      .where("team", "=", team)
      .where("cursor", ">", cursor)
      .orderBy("cursor")
      .limit(limit)
      .execute();
    const cases = rows.map(({ box, ...row }) => ({
      ...caseOf(row),
      ...(box === null ? {} : { box: new Uint8Array(box) }),
    }));
    return { cases, cursor: rows.at(-1)?.cursor ?? cursor };
  }

  async messagesAfter(team: string, cursor: number, limit: number): Promise<Page<"messages", TeamMessage>> {
    const wanted = this.#database
      .selectFrom("case_messages")
      .innerJoin("cases", "cases.case_id", "case_messages.case_id")
      .where("team", "=", team)
      .where("case_messages.cursor", ">", cursor)
      .orderBy("case_messages.cursor");
    const sizes = await wanted
      .select(sql<number>`length(message)`.as("size_bytes"))
      .limit(limit)
      .execute();
    const rows = await wanted
      .select(["case_messages.case_id as case_id", "n", "at_ms", "message", "case_messages.cursor as cursor"])
      .limit(rowsOfPage(sizes))
      .execute();
    const messages = rows.map((row) => ({ ...messageOf(row), case: parseId<CaseId>(row.case_id) }));
    return { messages, cursor: rows.at(-1)?.cursor ?? cursor };
  }
}

type MessageRow = Pick<Selectable<Tables["case_messages"]>, "n" | "at_ms" | "message">;

function findRow(tx: SqlDatabase, case_id: string) {
  return tx.selectFrom("cases").selectAll().where("case_id", "=", case_id).executeTakeFirst();
}

async function insertBoxes(tx: SqlDatabase, case_id: string, boxes: readonly CaseBox[]): Promise<void> {
  for (const { staff, box } of boxes) {
    await tx
      .insertInto("case_boxes")
      .values({ case_id, staff: formatId(staff), box })
      .onConflict((conflict) => conflict.columns(["case_id", "staff"]).doNothing())
      .execute();
  }
}

async function insertMessage(tx: SqlDatabase, case_id: string, { n, atMs, message }: CaseMessageRow): Promise<void> {
  const cursor = await nextOf(tx, "case_messages");
  await tx.insertInto("case_messages").values({ case_id, n, cursor, at_ms: atMs, message }).execute();
}

async function nextOf(tx: SqlDatabase, table: "cases" | "case_messages"): Promise<number> {
  const newest = await tx.selectFrom(table).select("cursor").orderBy("cursor", "desc").limit(1).executeTakeFirst();
  return (newest?.cursor ?? 0) + 1;
}

function caseOf(row: Selectable<Tables["cases"]>): StoredCase {
  return {
    case: parseId<CaseId>(row.case_id),
    team: row.team,
    state: row.state as StoredCase["state"],
    count: row.messages,
    openedAtMs: row.opened_ms,
    changedAtMs: row.changed_ms,
  };
}

function messageOf({ n, at_ms, message }: MessageRow): CaseMessageRow {
  return { n, atMs: at_ms, message: new Uint8Array(message) };
}
