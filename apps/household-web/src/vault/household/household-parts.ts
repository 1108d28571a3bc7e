// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What an open household is made of, put together once: history, log, records, recordings, live pictures. */
import type { RandomSource } from "@nightlatch/crypto/random";
import type { DeviceSecrets, SeedBox } from "@nightlatch/protocol/keys";
import { gateEntry, trustedTimeMs, type GateKeeping } from "@nightlatch/protocol/log";
import { equalBytes } from "@nightlatch/bytes";
import { ClipLibrary } from "../clips/clip-library.ts";
import { StoredDiaryHeads } from "../clips/diary-heads.ts";
import { EpochWatch } from "../clips/epoch-watch.ts";
import { StoredLearnedEpochs } from "../clips/learned-epochs.ts";
import type { Gate } from "../ledger/follow-ledger.ts";
import { LedgerFollower, type Sight } from "../ledger/ledger-follower.ts";
import { createPublisher } from "../ledger/publisher.ts";
import { LiveRoom } from "../live/live-room.ts";
import { HeldBoxes } from "../log/held-boxes.ts";
import { LogFollower } from "../log/log-follower.ts";
import { RecordBook } from "../records/record-book.ts";
import { RecordDesk } from "../records/record-desk.ts";
import type { HouseholdServer } from "../server/household-server.ts";
import type { Membership, VaultDatabase } from "../store/database.ts";
import { OwnStores } from "../store/own-stores.ts";
import { cameraFacts, cameraViews, seesAllCameras } from "./camera-views.ts";

export type PartsDeps = Readonly<{
  database: VaultDatabase;
  device: DeviceSecrets;
  server: HouseholdServer;
  random: RandomSource;
  nowMs: () => number;
  monotonicMs: () => number;
}>;

export type HistoryParts = Readonly<{ stores: OwnStores; held: HeldBoxes; ledger: LedgerFollower; log: LogFollower }>;
export type HouseholdParts = HistoryParts &
  Readonly<{ book: RecordBook; desk: RecordDesk; library: ClipLibrary; room: LiveRoom }>;

const DAY_MS = 86_400_000;

export function householdParts(deps: PartsDeps, membership: Membership): HouseholdParts {
  const { database, device, server, nowMs, random, monotonicMs } = deps;
  const history = historyParts(deps, membership);
  const { stores, ledger, log } = history;
  const book = new RecordBook(stores);
  const desk = new RecordDesk(
    { stores, device, ledger, book, server, log: () => log.view, nowMs },
    membership.recordsCursor,
  );
  const cameraSources = () => ({ state: ledger.current.state, book, self: device.id });
  const epochs = new EpochWatch(new StoredLearnedEpochs(database), nowMs);
  const library = new ClipLibrary({
    server,
    heads: new StoredDiaryHeads(database),
    camera: (camera) => cameraFacts(cameraSources(), camera),
    timeOf: (seq) => ledger.history.timeOf(seq),
    epochs,
    keys: () => ({ device, ...ledger.current }),
    keptSinceMs: (camera) => {
      const days = cameraViews(cameraSources()).find(({ id }) => id === camera)?.retention.days ?? 0;
      return days === 0 ? 0 : nowMs() - days * DAY_MS;
    },
    seesAll: () => seesAllCameras(ledger.current.state, device.id),
    nowMs,
  });
  const room = new LiveRoom({
    keys: () => ({ device, ...ledger.current }),
    isReady: () => ledger.isLoaded,
    hubOf: (camera) => cameraFacts(cameraSources(), camera)?.hub,
    epochs,
    refreshKeys: async () => void (await ledger.sync(server)),
    random,
    monotonicMs,
  });
  return { ...history, book, desk, library, room };
}

/** Ledger and log alone: all that a paper key needs for its one act. */
export function historyParts(
  { database, device, server, random, nowMs }: PartsDeps,
  { createHash, vouchedSeq }: Membership,
): HistoryParts {
  const stores = new OwnStores(database, createHash);
  const held = new HeldBoxes(stores, random);
  const publisher = createPublisher({ leaves: server, held, view: () => log.view, random });
  const ledger = new LedgerFollower({
    stores,
    device,
    createHash,
    gate: (sight) => gateWith({ ...sight, vouchedSeq: vouchedSeq ?? -1 }),
    ownHeldBoxes: () => ownBoxes(held, device),
    publisher,
    nowMs,
  });
  const log = new LogFollower(stores, ledger, nowMs, vouchedSeq ?? -1);
  const gateWith = (keeping: Sight & Pick<GateKeeping, "vouchedSeq">): Gate => {
    // The witnesses' time even when it is old: a clock that somebody set must not make it tomorrow.
    const witnessedMs = ledger.isLoaded && log.view ? trustedTimeMs(ledger.current.state, log.view) : undefined;
    const time = witnessedMs === undefined ? {} : { witnessedMs };
    return (before, signed) => {
      const verdict = gateEntry(before, signed, { ...keeping, ...time, self: device.id, nowMs: nowMs() });
      if (verdict.kind !== "wait") return verdict.kind;
      return { code: verdict.code, untilMs: verdict.untilMs };
    };
  };
  return { stores, held, ledger, log };
}

/** What this browser made for itself, as the paper key: it need not wait for the server to hand it out. */
async function ownBoxes(held: HeldBoxes, { id }: DeviceSecrets): Promise<readonly SeedBox[]> {
  const boxes = (await held.all()).flatMap((set) => set.boxes);
  return boxes.filter(({ device }) => equalBytes(device, id));
}
