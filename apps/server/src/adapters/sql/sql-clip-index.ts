// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The clip index on SQL, dialect-neutral. */
import { equalBytes } from "@nightlatch/bytes";
import { formatId, parseId } from "@nightlatch/protocol/wire";
import { sql, type ExpressionBuilder, type Kysely, type Selectable } from "kysely";
import type {
  ClipFilter,
  ClipIndex,
  NewClip,
  Placed,
  StoredClip,
  StoredManifest,
  StoredPart,
} from "../../ports/clip-index.ts";
import type { CameraId, ClipId, GroupId, Hash, LaneId } from "../../ports/stored-types.ts";
import type { SqlDatabase } from "../embedded/sqlite-database.ts";
import { rowsOfPage } from "./page-size.ts";
import type { Tables } from "./tables.ts";

/** A clip has at most this length; the end of one that is still being written is not known. */
const LONGEST_CLIP_MS = 60_000;

/** What a clip takes in a listing: its opening, its manifest, and a line for each part. */
const CLIP_ROW_BYTES = sql<number>`length(opening) + coalesce(length(manifest), 0) + 64 * (
  select count(*) from parts where parts.lane = clips.lane and parts.clip = clips.clip)`;

export class SqlClipIndex implements ClipIndex {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async addClip(laneId: LaneId, clip: NewClip): Promise<Placed> {
    const row = {
      lane: formatId(laneId),
      clip: formatId(clip.clip),
      camera: formatId(clip.camera),
      camera_group: formatId(clip.group),
      opening: clip.opening,
      start_ms: clip.startMs,
      end_ms: null,
      manifest: null,
    };
    return this.#database.transaction().execute(async (tx) => {
      const { lane, clip: id } = row;
      const known = await tx
        .selectFrom("clips")
        .select("opening")
        .where("lane", "=", lane)
        .where("clip", "=", id)
        .executeTakeFirst();
      if (known !== undefined) return equalBytes(known.opening, row.opening) ? "same" : "other";
      await tx.insertInto("clips").values(row).execute();
      for (const device of clip.readers) {
        await tx
          .insertInto("clip_readers")
          .values({ lane, clip: id, device: formatId(device) })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      const { camera, camera_group } = row;
      await tx
        .insertInto("camera_groups")
        .values({ lane, camera, camera_group })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return "stored";
    });
  }

  async addPart(laneId: LaneId, clipId: ClipId, part: StoredPart): Promise<Placed | "no-clip"> {
    const [lane, clip] = [formatId(laneId), formatId(clipId)];
    return this.#database.transaction().execute(async (tx) => {
      const known = await tx
        .selectFrom("parts")
        .select("sha256")
        .where("lane", "=", lane)
        .where("clip", "=", clip)
        .where("part_index", "=", part.index)
        .executeTakeFirst();
      if (known !== undefined) return equalBytes(known.sha256, part.sha256) ? "same" : "other";
      const owner = await tx
        .selectFrom("clips")
        .select("clip")
        .where("lane", "=", lane)
        .where("clip", "=", clip)
        .executeTakeFirst();
      if (owner === undefined) return "no-clip";
      const { index: part_index, sizeBytes: size_bytes, sha256 } = part;
      await tx.insertInto("parts").values({ lane, clip, part_index, size_bytes, sha256 }).execute();
      await addUsedBytes(tx, lane, size_bytes);
      return "stored";
    });
  }

  async findClip(lane: LaneId, clip: ClipId): Promise<StoredClip | undefined> {
    const row = await this.#database
      .selectFrom("clips")
      .selectAll()
      .where("lane", "=", formatId(lane))
      .where("clip", "=", formatId(clip))
      .executeTakeFirst();
    return row === undefined ? undefined : (await this.#withParts(formatId(lane), [row]))[0];
  }

  async listClips(
    lane: LaneId,
    camera: CameraId,
    fromMs: number,
    toMs: number,
    limit: number,
    filter?: ClipFilter,
  ): Promise<readonly StoredClip[]> {
    let wanted = this.#database
      .selectFrom("clips")
      .where("lane", "=", formatId(lane))
      .where("camera", "=", formatId(camera))
      .where("start_ms", "<=", toMs)
      // The first bound lets the index on start_ms cut off the past; the second is the true one.
      .where("start_ms", ">=", fromMs - 2 * LONGEST_CLIP_MS)
      .where((where) =>
        where.or([
          where("end_ms", ">=", fromMs),
          where.and([where("end_ms", "is", null), where("start_ms", ">=", fromMs - LONGEST_CLIP_MS)]),
        ]),
      )
      .orderBy("start_ms")
      .orderBy("clip");
    if (filter !== undefined) wanted = wanted.where(inSight(filter));
    const sizes = await wanted.select(CLIP_ROW_BYTES.as("size_bytes")).limit(limit).execute();
    const rows = await wanted.selectAll().limit(rowsOfPage(sizes)).execute();
    return this.#withParts(formatId(lane), rows);
  }

  async groupsOf(lane: LaneId, camera: CameraId): Promise<readonly GroupId[]> {
    const rows = await this.#database
      .selectFrom("camera_groups")
      .select("camera_group")
      .where("lane", "=", formatId(lane))
      .where("camera", "=", formatId(camera))
      .execute();
    return rows.map(({ camera_group }) => parseId<GroupId>(camera_group));
  }

  removeClip(laneId: LaneId, clipId: ClipId): Promise<boolean> {
    const [lane, clip] = [formatId(laneId), formatId(clipId)];
    return this.#database.transaction().execute(async (tx) => {
      const parts = await tx
        .deleteFrom("parts")
        .where("lane", "=", lane)
        .where("clip", "=", clip)
        .returning("size_bytes")
        .execute();
      await addUsedBytes(tx, lane, -parts.reduce((sum, part) => sum + part.size_bytes, 0));
      await tx.deleteFrom("clip_readers").where("lane", "=", lane).where("clip", "=", clip).execute();
      const removed = await tx.deleteFrom("clips").where("lane", "=", lane).where("clip", "=", clip).executeTakeFirst();
      return removed.numDeletedRows > 0n;
    });
  }

  appendManifest(laneId: LaneId, cameraId: CameraId, item: StoredManifest): Promise<boolean> {
    const [lane, camera] = [formatId(laneId), formatId(cameraId)];
    return this.#database.transaction().execute(async (tx) => {
      const last = await tx
        .selectFrom("manifests")
        .select("n")
        .where("lane", "=", lane)
        .where("camera", "=", camera)
        .orderBy("n", "desc")
        .limit(1)
        .executeTakeFirst();
      if (item.n !== (last?.n ?? -1) + 1) return false;
      const { n, hash, manifest, endsMs: ends_ms } = item;
      await tx.insertInto("manifests").values({ lane, camera, n, hash, manifest, ends_ms }).execute();
      if (item.clip !== undefined) {
        await tx
          .updateTable("clips")
          .set({ manifest, end_ms: item.clip.endMs })
          .where("lane", "=", lane)
          .where("clip", "=", formatId(item.clip.clip))
          .execute();
      }
      return true;
    });
  }

  async lastManifest(lane: LaneId, camera: CameraId): Promise<StoredManifest | undefined> {
    const row = await this.#database
      .selectFrom("manifests")
      .selectAll()
      .where("lane", "=", formatId(lane))
      .where("camera", "=", formatId(camera))
      .orderBy("n", "desc")
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? undefined : manifestOf(row);
  }

  async readManifests(
    lane: LaneId,
    camera: CameraId,
    from: Readonly<{ n: number; endsAfterMs: number }>,
    limit: number,
  ): Promise<readonly StoredManifest[]> {
    const wanted = this.#database
      .selectFrom("manifests")
      .where("lane", "=", formatId(lane))
      .where("camera", "=", formatId(camera))
      .where("n", ">=", from.n)
      .where("ends_ms", ">=", from.endsAfterMs)
      .orderBy("n");
    const sizes = await wanted
      .select(sql<number>`length(manifest)`.as("size_bytes"))
      .limit(limit)
      .execute();
    const rows = await wanted.selectAll().limit(rowsOfPage(sizes)).execute();
    return rows.map(manifestOf);
  }

  async usedBytes(lane: LaneId): Promise<number> {
    const row = await this.#database
      .selectFrom("lanes")
      .select("used_bytes")
      .where("lane", "=", formatId(lane))
      .executeTakeFirst();
    return row?.used_bytes ?? 0;
  }

  async #withParts(lane: string, rows: readonly Selectable<Tables["clips"]>[]): Promise<readonly StoredClip[]> {
    if (rows.length === 0) return [];
    const parts = await this.#database
      .selectFrom("parts")
      .selectAll()
      .where("lane", "=", lane)
      .where(
        "clip",
        "in",
        rows.map(({ clip }) => clip),
      )
      .orderBy("part_index")
      .execute();
    const byClip = Map.groupBy(parts, ({ clip }) => clip);
    return rows.map((row) => clipOf(row, byClip.get(row.clip) ?? []));
  }
}

function inSight({ groups, device }: ClipFilter) {
  return (where: ExpressionBuilder<Tables, "clips">) =>
    where.or([
      // No dialect but SQLite's knows an empty list.
      ...(groups.length === 0 ? [] : [where("camera_group", "in", groups.map(formatId))]),
      where.exists(
        where
          .selectFrom("clip_readers")
          .select("device")
          .whereRef("clip_readers.lane", "=", "clips.lane")
          .whereRef("clip_readers.clip", "=", "clips.clip")
          .where("device", "=", formatId(device)),
      ),
    ]);
}

async function addUsedBytes(tx: Kysely<Tables>, lane: string, bytes: number): Promise<void> {
  await tx
    .updateTable("lanes")
    .set((set) => ({ used_bytes: set("used_bytes", "+", bytes) }))
    .where("lane", "=", lane)
    .execute();
}

function clipOf(row: Selectable<Tables["clips"]>, parts: readonly Selectable<Tables["parts"]>[]): StoredClip {
  return {
    clip: parseId<ClipId>(row.clip),
    camera: parseId<CameraId>(row.camera),
    opening: new Uint8Array(row.opening),
    startMs: row.start_ms,
    ...(row.end_ms === null ? {} : { endMs: row.end_ms }),
    ...(row.manifest === null ? {} : { manifest: new Uint8Array(row.manifest) }),
    parts: parts.map(({ part_index, size_bytes, sha256 }) => ({
      index: part_index,
      sizeBytes: size_bytes,
      sha256: new Uint8Array(sha256) as Hash,
    })),
  };
}

function manifestOf(row: Selectable<Tables["manifests"]>): StoredManifest {
  return {
    n: row.n,
    hash: new Uint8Array(row.hash) as Hash,
    manifest: new Uint8Array(row.manifest),
    endsMs: row.ends_ms,
  };
}
