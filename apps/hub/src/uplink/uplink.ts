// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Everything that goes to the server and may wait: records, diaries with their clips, deletions. Two requests
 * at a time. When the server is away it tries again with growing pauses; meanwhile all stays in the spool.
 */
import { ClientError, isPassing } from "@nightlatch/api-client";
import { hasCode, NightlatchError } from "@nightlatch/errors";
import { formatId, type CameraId } from "@nightlatch/protocol/wire";
import { describeError, type HubLog } from "../observability/logger.ts";
import type { Clock } from "../ports/clock.ts";
import { isDiskRefusal } from "../spool/disk-refusal.ts";
import { uploadNext, type UploaderDeps } from "./camera-uploader.ts";
import { sendNextRecord, type RecordSenderDeps } from "./record-sender.ts";
import { applyRetention, type Retention, type RetentionDeps } from "./retention.ts";
import { WakeCall } from "./wake-call.ts";

const PARALLEL = 2;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A camera whose item the server refuses is looked at again after this. */
const PARKED_MS = 10 * 60_000;
const RETENTION_EVERY_MS = 10 * 60_000;

export type UplinkDeps = Readonly<{
  clock: Clock;
  log: HubLog;
  /** 0 … 1, spreads retries. */
  jitter: () => number;
  /** Cameras with something to send, also those that are no longer recorded. */
  cameras: () => readonly CameraId[];
  retentionOf: (camera: CameraId) => Retention;
  /** The server's copy of a camera's diary goes on from another item than this hub's; or does no longer. */
  onDiaryConflict: (camera: CameraId, isInConflict: boolean) => void;
  upload: UploaderDeps;
  records: RecordSenderDeps;
  retention: RetentionDeps;
}>;

type Job = (signal: AbortSignal) => Promise<boolean>;

/** Owns the pauses: when what may be tried again. */
export class Uplink {
  readonly #deps: UplinkDeps;
  readonly #bell: WakeCall;
  readonly #pauseBell: WakeCall;
  readonly #parkedUntil = new Map<string, number>();
  #pauseMs = 0;
  #nextRetentionMs = 0;

  constructor(deps: UplinkDeps) {
    this.#deps = deps;
    this.#bell = new WakeCall(deps.clock);
    this.#pauseBell = new WakeCall(deps.clock);
  }

  /** There is something to send. */
  wake(): void {
    this.#bell.ring();
  }

  /** Ends a pause before its time. */
  serverIsBack(): void {
    this.#pauseBell.ring();
    this.#bell.ring();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const didWork = await this.#pass(signal);
      if (this.#pauseMs > 0) await this.#pauseBell.wait(this.#pauseMs * (0.5 + this.#deps.jitter() / 2), signal);
      else if (!didWork) await this.#bell.wait(LONGEST_PAUSE_MS, signal);
    }
  }

  /** One thing of each kind and camera. True when something was sent and there may be more. */
  async #pass(signal: AbortSignal): Promise<boolean> {
    const { cameras, records, upload } = this.#deps;
    const jobs: Job[] = [
      (abort) => sendNextRecord(records, abort),
      ...cameras()
        .filter((camera) => !this.#isParked(camera))
        .map(
          (camera): Job =>
            (abort) =>
              this.#unlessRefused(camera, () => uploadNext(camera, upload, abort)),
        ),
      (abort) => this.#expireDue(abort),
    ];
    const results: boolean[] = [];
    const failures: unknown[] = [];
    const work = async (): Promise<void> => {
      for (let job = jobs.shift(); job !== undefined && !signal.aborted; job = jobs.shift()) {
        try {
          results.push(await job(signal));
        } catch (error) {
          failures.push(error);
          return;
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    this.#judge(failures, signal);
    return results.some(Boolean);
  }

  #judge(failures: readonly unknown[], signal: AbortSignal): void {
    const [failure] = failures;
    if (failure === undefined || signal.aborted) {
      this.#pauseMs = 0;
      return;
    }
    // Whatever the server answers is a reason to wait. Only what can be nothing but a bug of ours ends the hub.
    const bug = failures.find((one) => !(one instanceof NightlatchError) && !isDiskRefusal(one));
    if (bug !== undefined) throw asError(bug);
    const isFirst = this.#pauseMs === 0;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.#pauseMs * 2));
    if (isFirst) this.#deps.log.warn({ error: describeError(failure) }, "uploading waits; recording goes on");
  }

  /** What only concerns one camera must not hold up the others. */
  async #unlessRefused(camera: CameraId, upload: () => Promise<boolean>): Promise<boolean> {
    const { clock, log, onDiaryConflict } = this.#deps;
    try {
      const didWork = await upload();
      if (didWork) onDiaryConflict(camera, false);
      return didWork;
    } catch (error) {
      if (!isAboutOneItem(error)) throw error;
      this.#parkedUntil.set(formatId(camera), clock.monotonicMs() + PARKED_MS);
      log.error({ error: describeError(error) }, "what a camera's diary says next cannot be sent; tried again later");
      // The server knows items that this hub signed and does not have: it runs on an old copy of its folder.
      if (hasCode(error, "manifest.conflict")) onDiaryConflict(camera, true);
      return false;
    }
  }

  #isParked(camera: CameraId): boolean {
    return (this.#parkedUntil.get(formatId(camera)) ?? 0) > this.#deps.clock.monotonicMs();
  }

  async #expireDue(signal: AbortSignal): Promise<boolean> {
    const { clock, cameras, retentionOf, retention } = this.#deps;
    if (clock.monotonicMs() < this.#nextRetentionMs) return false;
    for (const camera of cameras()) await applyRetention(camera, retentionOf(camera), retention, signal);
    this.#nextRetentionMs = clock.monotonicMs() + RETENTION_EVERY_MS;
    return false;
  }
}

/** A clip that is unknown there is sent again at the next turn; that is no refusal. */
function isAboutOneItem(error: unknown): boolean {
  if (hasCode(error, "hub.clip_unreadable")) return true;
  if (!(error instanceof ClientError) || isPassing(error)) return false;
  const { code } = error;
  if (code === "clip.unknown" || code === "manifest.parts_missing" || code === "client.aborted") return false;
  return /^(clip|part|manifest)\./u.test(code);
}

/** Whatever was thrown, as something that can be thrown again. */
function asError(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error("something that is no error was thrown", { cause: failure });
}
