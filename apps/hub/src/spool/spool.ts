// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The crash-safe store between cameras and server. Promise: a fragment counts as recorded when a group commit
 * brought it to the disk, at most a second after it was sealed; from then on it survives kill -9, a power cut, a
 * full disk and any outage of the server. Steps: docs/design/life-of-a-clip.md.
 */
import { NightlatchError } from "@nightlatch/errors";
import type { ClipId, Part } from "@nightlatch/protocol/wire";
import { formatId } from "@nightlatch/protocol/wire";
import type { CameraDiary } from "../diary/camera-diary.ts";
import { describeError, type HubLog } from "../observability/logger.ts";
import type { Clock } from "../ports/clock.ts";
import { ClipFile } from "./clip-file.ts";
import type { ClipFolder } from "./clip-folder.ts";
import type { ClipStep, SpoolWitness } from "./clip-steps.ts";
import type { ClipRow, ClipTable } from "./clip-table.ts";
import { ClipWriter, type ClipStart } from "./clip-writer.ts";
import { isDiskRefusal, isFileError } from "./disk-refusal.ts";
import type { DiskRoom } from "./disk-room.ts";
import { rebuildClip } from "./rebuild-clip.ts";

const GROUP_COMMIT_MS = 1000;

export type SpoolDeps = Readonly<{
  clock: Clock;
  log: HubLog;
  folder: ClipFolder;
  clips: ClipTable;
  room: DiskRoom;
  diaryOf: (camera: ClipRow["camera"]) => CameraDiary;
  witness: SpoolWitness;
  /** A part of a clip that is still being recorded could be uploaded. */
  onPart: () => void;
}>;

/** Owns every clip that is not closed yet. */
export class Spool {
  readonly #deps: SpoolDeps;
  readonly #writers = new Map<string, ClipWriter>();
  readonly #endings = new Set<Promise<void>>();
  #hasUnended = false;

  constructor(deps: SpoolDeps) {
    this.#deps = deps;
  }

  /** Closes what a dead hub left open, and deletes files that the index does not count on. Before any camera runs. */
  async recover(): Promise<void> {
    const { clips, folder } = this.#deps;
    for (const row of clips.unended()) await this.#rebuild(row);
    for (const clip of await folder.list()) if (!clips.hasData(clip)) await this.#removeFile(clip);
  }

  /** Commits the opening. Undefined while the disk is full. */
  begin(start: ClipStart): ClipWriter | undefined {
    const { clips, folder, room, log } = this.#deps;
    if (room.isFull) return undefined;
    try {
      clips.begin(start);
    } catch (error) {
      if (!isDiskRefusal(error)) throw error;
      log.warn({ error: describeError(error) }, "the disk refused a new clip");
      room.noteRefusal();
      return undefined;
    }
    this.#step("opened");
    const writer = new ClipWriter(start, new ClipFile(folder.pathOf(start.clip)), (ended) => {
      this.#inBackground(this.#finish(ended));
    });
    this.#writers.set(formatId(start.clip), writer);
    return writer;
  }

  /** Parts of a clip still being recorded; the first `durableCount` can be uploaded already. */
  partsOf(clip: ClipId): Readonly<{ parts: readonly Part[]; durableCount: number }> {
    const writer = this.#writers.get(formatId(clip));
    return { parts: writer?.parts ?? [], durableCount: writer?.durablePartCount ?? 0 };
  }

  /** The group commit and the watch over the disk: runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.clock.sleep(GROUP_COMMIT_MS, signal);
      await this.commit();
    }
  }

  /** One group commit. */
  async commit(): Promise<void> {
    const { room, clips } = this.#deps;
    await Promise.all([...this.#writers.values()].filter((writer) => !writer.isOver).map((w) => this.#sync(w)));
    const wasFull = room.isFull;
    const hasRoom = await room.check();
    if (!hasRoom && !wasFull) this.#deps.log.error("the disk is full of recordings that the server does not have yet");
    if (!hasRoom) for (const writer of this.#writers.values()) writer.end();
    if (hasRoom && this.#hasUnended) {
      this.#hasUnended = false;
      const open = (row: ClipRow) => this.#writers.has(formatId(row.clip));
      for (const row of clips.unended()) if (!open(row)) await this.#rebuild(row);
    }
  }

  /** Ends every clip and waits until all are closed. */
  async close(): Promise<void> {
    for (const writer of this.#writers.values()) writer.end();
    while (this.#endings.size > 0) await Promise.all(this.#endings);
  }

  async #sync(writer: ClipWriter): Promise<void> {
    try {
      if (writer.isBehind) throw new Error("the disk cannot keep up");
      await this.#makeDurable(writer);
    } catch (error) {
      this.#inBackground(this.#abandon(writer, error));
    }
  }

  async #makeDurable(writer: ClipWriter): Promise<void> {
    const { file } = writer;
    const [countBefore, partsBefore] = [file.durableCount, writer.durablePartCount];
    await writer.sync(() => this.#step("written"));
    if (file.durableCount === countBefore) return;
    this.#step("synced");
    this.#deps.witness.onDurable?.(formatId(writer.start.clip), file.durableCount);
    if (writer.durablePartCount > partsBefore) this.#deps.onPart();
  }

  async #finish(writer: ClipWriter): Promise<void> {
    try {
      await this.#makeDurable(writer);
      await writer.file[Symbol.asyncDispose]();
      this.#step("ended");
      const content = writer.content();
      if (content.count === 0) this.#deps.clips.remove(writer.start.clip);
      else await this.#deps.diaryOf(writer.start.camera).closeClip(content);
      this.#writers.delete(formatId(writer.start.clip));
      this.#step("closed");
    } catch (error) {
      await this.#abandon(writer, error);
    }
  }

  /** The disk failed under a clip: what reached it is kept, closed from the file when there is room again. */
  async #abandon(writer: ClipWriter, error: unknown): Promise<void> {
    const { log, room, diaryOf } = this.#deps;
    writer.giveUp();
    log.warn({ error: describeError(error) }, "the disk failed under a clip; what reached it is kept");
    diaryOf(writer.start.camera).clipEnds(writer.durableEndMs);
    if (isDiskRefusal(error)) room.noteRefusal();
    await writer.file[Symbol.asyncDispose]();
    this.#writers.delete(formatId(writer.start.clip));
    this.#hasUnended = true;
  }

  async #rebuild(row: ClipRow): Promise<void> {
    const { clips, folder, diaryOf, log } = this.#deps;
    try {
      const content = await rebuildClip(row, folder.pathOf(row.clip));
      if (content === undefined) {
        clips.remove(row.clip);
        await this.#removeFile(row.clip);
      } else {
        await diaryOf(row.camera).closeClip(content);
        this.#step("closed");
      }
    } catch (error) {
      if (isDiskRefusal(error)) {
        log.warn({ error: describeError(error) }, "no room to close a clip; tried again later");
        this.#hasUnended = true;
      } else if (isFileError(error) || error instanceof NightlatchError) {
        // One clip that cannot be read must not keep the others from being recorded. Until it can, its time is a gap.
        log.error({ error: describeError(error) }, "a clip cannot be closed; tried again at the next start");
      } else throw error;
    }
  }

  async #removeFile(clip: ClipId): Promise<void> {
    try {
      await this.#deps.folder.remove(clip);
    } catch (error) {
      if (!isFileError(error)) throw error;
      this.#deps.log.warn({ error: describeError(error) }, "a file that is not needed cannot be deleted");
    }
  }

  #inBackground(ending: Promise<void>): void {
    const tracked = ending
      .catch((error: unknown) => {
        this.#deps.log.error({ error: describeError(error) }, "closing a clip failed");
        this.#hasUnended = true;
      })
      .finally(() => this.#endings.delete(tracked));
    this.#endings.add(tracked);
  }

  #step(step: ClipStep): void {
    this.#deps.witness.onStep?.(step);
  }
}
