// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Builds what one camera needs while it runs: its feed, its recorder, its thumbnails. */
import { NightlatchError } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import type { GrantTarget } from "@nightlatch/protocol/seal";
import type { BootId, CameraId, ClipId, GroupId, LedgerDevice } from "@nightlatch/protocol/wire";
import type { VideoTrack } from "@nightlatch/media/elementary";
import type { ReadBeat } from "../cameras/index.ts";
import type { Decoder } from "../decoder/decoder.ts";
import type { CameraDiary } from "../diary/camera-diary.ts";
import type { ReadTerms } from "../ledger/household.ts";
import { CameraFeed } from "../live/camera-feed.ts";
import type { LivePublisher } from "../live/live-publisher.ts";
import { describeError, type HubLog } from "../observability/logger.ts";
import type { Clock } from "../ports/clock.ts";
import type { CameraPlan } from "../settings/camera-plan.ts";
import type { CameraStatusBoard } from "../settings/camera-status.ts";
import type { PublishRecord } from "../settings/record-publisher.ts";
import type { Spool } from "../spool/spool.ts";
import { CameraRunner } from "./camera-runner.ts";
import { ClipRecorder } from "./clip-recorder.ts";

export type CameraStarterDeps = Readonly<{
  hub: DeviceSecrets;
  boot: BootId;
  random: RandomSource;
  terms: ReadTerms;
  /** Where an owner wants a camera's new clips to go. */
  groupOf: (camera: CameraId) => GroupId | undefined;
  isProved: (device: LedgerDevice) => boolean;
  grantsOf: (camera: CameraId) => readonly GrantTarget[];
  witnessedMs: () => number | undefined;
  spool: Spool;
  publisher: LivePublisher;
  diaryOf: (camera: CameraId) => CameraDiary;
  decoder: Decoder;
  beat: ReadBeat;
  board: CameraStatusBoard;
  publish: PublishRecord;
  clock: Clock;
  log: HubLog;
  /** Runs a piece of work apart; its failure is a bug. */
  apart: (work: () => Promise<void>) => void;
}>;

export function cameraStarter(deps: CameraStarterDeps): (plan: CameraPlan) => CameraRunner {
  return (plan) => startCamera(plan, deps);
}

function startCamera({ camera, source }: CameraPlan, deps: CameraStarterDeps): CameraRunner {
  const { hub, boot, random, isProved, spool, publisher, decoder, beat, board, clock, log } = deps;
  const diary = deps.diaryOf(camera);
  const feed = new CameraFeed(camera, () => {
    beat.now();
  });
  publisher.addFeed(feed);
  const refusals = new RefusalLog(log);
  const recorder = new ClipRecorder({
    camera,
    hub,
    boot,
    random,
    terms: () => deps.terms(deps.groupOf(camera)),
    isProved,
    grants: () => deps.grantsOf(camera),
    witnessedMs: deps.witnessedMs,
    spool,
    feed,
    diary,
    onKeyframe: (clip, group, track, keyframe) => {
      deps.apart(() => publishThumbnail({ clip, group }, track, keyframe, deps));
    },
    onRefused: (code) => {
      refusals.note(code);
    },
  });
  return new CameraRunner({
    camera,
    source,
    recorder,
    diary,
    clock,
    supervisor: {
      decoder,
      reading: { beat, isWatched: () => feed.isWatched },
      random: Math.random,
      onFailure: (error) => {
        log.warn({ error: describeError(error) }, "a camera failed; it is tried again");
      },
      onNote: (note) => {
        if (note.kind === "frame_dropped") refusals.note(note.code);
        else log.debug({ note: note.kind }, "a camera's stream");
      },
    },
    onState: (state) => {
      board.setState(camera, state);
    },
    onTracks: (tracks) => {
      board.setTracks(camera, tracks);
    },
  });
}

/** A clip without a picture is shown without one: no reason to stop anything. */
async function publishThumbnail(
  { clip, group }: Readonly<{ clip: ClipId; group: GroupId }>,
  track: VideoTrack,
  keyframe: Uint8Array,
  { decoder, publish, log }: CameraStarterDeps,
): Promise<void> {
  try {
    const jpeg = await decoder.thumbnail(track, keyframe);
    await publish(clip, { kind: "thumbnail", jpeg }, group);
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    log.warn({ error: describeError(error) }, "a clip has no thumbnail");
  }
}

/** A damaged stream would fill the log: each kind of damage is told once a camera. */
class RefusalLog {
  readonly #log: HubLog;
  readonly #told = new Set<string>();

  constructor(log: HubLog) {
    this.#log = log;
  }

  note(code: string): void {
    if (this.#told.has(code)) return;
    this.#told.add(code);
    this.#log.warn({ code }, "parts of a camera's stream cannot be used and are left out");
  }
}
