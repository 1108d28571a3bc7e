// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Wires the parts of a hub that has a household: what was left over is closed first, then cameras start. */
import { join } from "node:path";
import { RosterBook, type DeviceSession } from "@nightlatch/api-client";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { trustedTimeMs } from "@nightlatch/protocol/log";
import { formatId, ID_BYTES, type BootId, type CameraId, type LedgerDevice } from "@nightlatch/protocol/wire";
import type { BackgroundTasks } from "./background-tasks.ts";
import type { HubConfig } from "./config.ts";
import { ReadBeat } from "./cameras/index.ts";
import { createDecoder } from "./decoder/decoder-client.ts";
import { CameraDiary } from "./diary/camera-diary.ts";
import { ManifestTable } from "./diary/manifest-table.ts";
import { HouseholdFollower } from "./household-follower.ts";
import type { HubErrorCode } from "./errors.ts";
import { LiveGrants } from "./grants/live-grants.ts";
import { RosterTable } from "./grants/roster-table.ts";
import type { HubParts } from "./hub-parts.ts";
import { sealingTerms } from "./ledger/household.ts";
import type { LedgerFollower } from "./ledger/ledger-follower.ts";
import { LivePublisher } from "./live/live-publisher.ts";
import { startLog } from "./log/start-log.ts";
import { CameraFleet } from "./recording/camera-fleet.ts";
import { cameraStarter } from "./recording/start-camera.ts";
import { openChannel, type HubChannel } from "./server-link.ts";
import { CameraBook } from "./settings/camera-book.ts";
import { CameraStatusBoard, type CameraProblem } from "./settings/camera-status.ts";
import { CameraTable } from "./settings/camera-table.ts";
import { introduceCameras } from "./settings/introduce-cameras.ts";
import { OwnersWords } from "./settings/owners-words.ts";
import { RecordFollower } from "./settings/record-follower.ts";
import { recordPublisher } from "./settings/record-publisher.ts";
import { ClipFolder } from "./spool/clip-folder.ts";
import type { ClipStep } from "./spool/clip-steps.ts";
import { ClipTable } from "./spool/clip-table.ts";
import { DiskRoom } from "./spool/disk-room.ts";
import { Spool } from "./spool/spool.ts";
import type { HubDatabase } from "./store/open-database.ts";
import { RecordOutbox } from "./uplink/record-outbox.ts";
import { Uplink } from "./uplink/uplink.ts";

const DIARY_CONFLICT: CameraProblem = {
  code: "hub.diary_conflict" satisfies HubErrorCode,
  advice:
    "This hub was restored from an old copy of its folder, so its new recordings do not reach the server. Remove the hub and pair it anew with an empty folder.",
};

const FOREIGN_ROSTER =
  "The company that runs your server showed your hub other staff than before, in a way that cannot be. The hub lets none of them watch.";

/** What may change whom this hub obeys and seals to. */
const NEWS: ReadonlySet<string> = new Set(["ready", "ledger-changed", "records-changed", "log-changed"]);

export type RecordingHub = Readonly<{ close: () => Promise<void> }>;

export type Wiring = Readonly<{
  config: HubConfig;
  parts: HubParts;
  database: HubDatabase;
  hub: DeviceSecrets;
  follower: LedgerFollower;
  session: DeviceSession;
  tasks: BackgroundTasks;
}>;

export async function startRecording(wiring: Wiring): Promise<RecordingHub> {
  const { config, parts, database, hub, follower, session, tasks } = wiring;
  const { clock, log, random, witness } = parts;
  const { lane } = follower.state;
  const onStep = (step: ClipStep) => witness.onStep?.(step);
  const wakeUplink = () => {
    uplink.wake();
  };

  const [clips, manifests, cameras] = [new ClipTable(database), new ManifestTable(database), new CameraTable(database)];
  const outbox = new RecordOutbox(database);
  const folder = await ClipFolder.open(join(config.dataDir, "clips"));
  const freeBytes = parts.freeBytes ?? (() => folder.freeBytes());
  const room = new DiskRoom({ folder, clips, limits: config.disk, freeBytes, onStep });

  const diaries = new Map<string, CameraDiary>();
  const diaryOf = (camera: CameraId): CameraDiary => {
    const known = diaries.get(formatId(camera));
    if (known !== undefined) return known;
    const deps = { camera, lane, hub, clock, database, manifests, clips, cameras, onItem: wakeUplink };
    const diary = new CameraDiary(deps);
    diaries.set(formatId(camera), diary);
    return diary;
  };
  const spool = new Spool({ clock, log, folder, clips, room, diaryOf, witness, onPart: wakeUplink });

  const terms = sealingTerms(hub.id, () => follower.state);
  const publish = recordPublisher({ hub, terms, outbox, clock, onRecord: wakeUplink });
  const board = new CameraStatusBoard(publish, clock, (camera) => terms(book.groupOf(camera))?.group);
  const publicLog = startLog({
    ...{ parts, serverUrl: config.serverUrl, database, hub, follower, session, publish },
    onProved: () => {
      household.wake();
    },
  });
  const grants = new LiveGrants({
    ...{ clock, log, session },
    state: () => follower.state,
    roster: new RosterBook({
      ...{ session, store: new RosterTable(database) },
      log: { view: () => publicLog.book.view, follow: (answer) => publicLog.follow(answer) },
    }),
    onForeignRoster: (code) => publicLog.alarms.warn(code, FOREIGN_ROSTER),
  });
  const isProved = (device: LedgerDevice) => publicLog.book.isProved(device);
  const witnessedMs = () => trustedTimeMs(follower.state, publicLog.book.view);
  const words = new OwnersWords({ hub, table: cameras, state: () => follower.state, isProved, log });
  const book = new CameraBook({
    table: cameras,
    words,
    configured: config.cameras,
    defaultRetention: config.retention,
    random,
  });

  const uplink = new Uplink({
    clock,
    log,
    jitter: Math.random,
    cameras: () => book.cameras(),
    retentionOf: (camera) => book.retentionOf(camera),
    onDiaryConflict: (camera, isInConflict) => {
      board.setProblem(camera, isInConflict ? DIARY_CONFLICT : undefined);
      // Whoever holds another copy of this hub's disk holds its keys: everyone has to hear of it.
      if (isInConflict) tasks.start(() => publicLog.alarms.warn(DIARY_CONFLICT.code, DIARY_CONFLICT.advice));
    },
    upload: { session, database, clips, manifests, folder, spool, diaryOf, log, onStep },
    records: {
      session,
      outbox,
      hub: hub.id,
      state: () => follower.state,
      log,
      onStale: (kind, id) => {
        if (kind === "camera-status") board.repeat(id);
      },
      // Whatever else is refused is said anew at its next change; an alarm has none.
      onRefused: (kind, id) => {
        if (kind === "alarm") publicLog.alarms.wasRefused(id);
      },
    },
    retention: { session, clips, room, clock, onStep },
  });

  const decoder = createDecoder({ clock });
  const beat = new ReadBeat(clock);
  const publisher = new LivePublisher({ clock, hub, lane, channel: () => channel });
  const boot = random(ID_BYTES) as Uint8Array as BootId;
  const fleet = new CameraFleet({
    clock,
    start: cameraStarter({
      ...{
        hub,
        boot,
        random,
        terms,
        isProved,
        witnessedMs,
        spool,
        publisher,
        diaryOf,
        decoder,
        beat,
        board,
        publish,
        clock,
        log,
      },
      groupOf: (camera) => book.groupOf(camera),
      grantsOf: (camera) => grants.targetsOf(camera),
      apart: (work) => {
        tasks.start(work);
      },
    }),
    onStopped: (camera) => {
      publisher.removeFeed(camera);
      board.forget(camera);
    },
    onTick: () => board.tellDue(),
  });
  const household = new HouseholdFollower({
    clock,
    log,
    follower,
    records: new RecordFollower({ session, words }),
    book,
    fleet,
    terms,
    onNews: parts.onNews,
  });

  await spool.recover();
  await room.check();
  await introduceCameras({ hub: hub.id, book, outbox, terms, publish });
  for (const { camera } of await book.plans()) await diaryOf(camera).gap(clock.nowMs(), "hub_stopped");
  await household.applyPlans();
  parts.onNews({ kind: household.isRemoved ? "removed" : "ready" });

  const channel: HubChannel = openChannel(config.serverUrl, session, {
    onMessage: (message) => {
      if (message.type === "viewers") tasks.start(() => publisher.setViewers(message.camera, message.nonces));
      if (message.type === "add-checkpoint") tasks.start(() => publicLog.cosign(message, channel));
      if (message.type === "ready") uplink.serverIsBack();
      if (NEWS.has(message.type)) household.wake();
      if (NEWS.has(message.type)) publicLog.keeper.wake();
      if (NEWS.has(message.type) || message.type === "grants-changed") grants.wake();
    },
    onState: (state) => {
      if (state !== "ready") publisher.disconnect();
    },
  });
  for (const loop of [spool, uplink, publisher, fleet, household, beat, publicLog.keeper, grants])
    tasks.keep((signal) => loop.run(signal));

  return {
    close: async () => {
      channel.close();
      await fleet.stopAll();
      await spool.close();
      await decoder[Symbol.asyncDispose]();
    },
  };
}
