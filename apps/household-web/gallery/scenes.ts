// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The households of the gallery, each in one state that a screen must show well. */
import type {
  AlarmView,
  CameraView,
  DeviceView,
  GroupView,
  HistoryItem,
  KeptShare,
  LiveState,
  Outcome,
  Problem,
  ProposalView,
  ReleaseCheck,
  SplitView,
  VaultStatus,
} from "../src/vault-client/vault-api.ts";

import { busyHousehold } from "./busy-household.ts";
import { WAX_SHARE } from "./wax-share.ts";

export type WaxCamera = CameraView & Readonly<{ live: LiveState; liveProblem?: Problem; offsetS: number }>;

export type Scene = Readonly<{
  status: VaultStatus;
  cameras: readonly WaxCamera[];
  devices: readonly DeviceView[];
  groups?: readonly GroupView[];
  history?: readonly HistoryItem[];
  proposals?: readonly ProposalView[];
  alarms?: readonly Omit<AlarmView, "isRead">[];
  splits?: readonly SplitView[];
  keptShare?: KeptShare;
  /** What an invitation or a change of access comes to; "in" when left out. */
  outcome?: Outcome;
  release?: ReleaseCheck;
  /** Whether the server has an operator: absent, as of a self-hosted home. */
  hasSupport?: boolean;
}>;

export function findScene(name: string | null): Scene {
  return SCENES[name ?? "home"] ?? HOME;
}

const DAY_MS = 86_400_000;
const now = Date.now();

const device = (name: string, change: Partial<DeviceView> = {}): DeviceView => ({
  id: name,
  name,
  role: "member",
  isThisDevice: false,
  isRemoved: false,
  addedAtMs: now - 40 * DAY_MS,
  person: "",
  groups: [],
  cameras: [],
  hasExpired: false,
  admission: "proved",
  ...change,
});

const DEVICES: readonly DeviceView[] = [
  device("Anna’s laptop", { role: "owner", isThisDevice: true }),
  device("Anna’s phone", { role: "owner", addedAtMs: now - 39 * DAY_MS }),
  device("Tablet in the kitchen", { addedAtMs: now - 12 * DAY_MS }),
  device("Home hub", { role: "hub" }),
  device("Paper key", { role: "paper" }),
  device("Old phone", { isRemoved: true }),
];

const camera = (name: string, change: Partial<WaxCamera> = {}): WaxCamera => ({
  id: name.toLowerCase().replaceAll(" ", "-"),
  name,
  group: "home",
  state: "running",
  hasSound: true,
  video: { codec: "H.264", codecString: "avc1.4d401f", width: 1280, height: 720 },
  retention: { days: 14, sizeBytes: 50_000_000_000 },
  live: "live",
  offsetS: 6,
  ...change,
});

const household = {
  lane: "lane",
  name: "The Garden House",
  thisDevice: { id: "Anna’s laptop", name: "Anna’s laptop", person: "Anna", role: "owner" },
  isOwner: true,
  isJoint: false,
  log: { kind: "witnessed", atMs: now - 20_000, by: ["Home hub"] },
  isPaperChecked: true,
  hasHub: true,
} as const;

const ready = (change: Partial<typeof household> | Record<string, unknown> = {}): VaultStatus => ({
  kind: "ready",
  connection: "online",
  household: { ...household, ...change },
});

const HOME: Scene = {
  status: ready(),
  devices: DEVICES,
  cameras: [
    camera("Front door"),
    camera("Driveway", { offsetS: 26 }),
    camera("Garden", { live: "frozen", offsetS: 40, hasSound: false }),
    camera("Workshop", {
      state: "failed",
      live: "connecting",
      problem: {
        code: "camera.wrong_password",
        advice: "The camera refuses this name and password. Check both in the camera’s settings.",
      },
    }),
  ],
};

const BUSY: Scene = { ...HOME, ...busyHousehold(now) };

/** An owner of today: what she asks for waits for another one. */
const SETTLING: Scene = {
  ...BUSY,
  outcome: "proposed",
  status: ready({ settlesAtMs: now + 21 * 3_600_000 }),
  proposals: [
    {
      id: "group",
      who: { id: "Anna’s laptop", name: "Anna’s laptop", person: "Anna", role: "owner" },
      act: { kind: "group-made", group: "new" },
      sinceMs: now - 60_000,
      isRecovery: false,
      mayConfirm: false,
      mayCancel: true,
    },
  ],
};

const MEMBER = ready({ isOwner: false, thisDevice: { ...household.thisDevice, role: "member" } });

const STALE: Scene = {
  ...BUSY,
  proposals: [],
  alarms: [
    {
      id: "alarm",
      hub: { id: "Home hub", name: "Home hub", person: "", role: "hub" },
      atMs: now - 3_600_000,
      problem: {
        code: "transparency.fork",
        advice: "It signed two different logs. Let nobody in until that is explained.",
      },
      evidence: { fileName: "nightlatch-evidence.cbor", bytes: new Uint8Array() },
    },
  ],
  status: ready({
    log: {
      kind: "stale",
      sinceMs: now - DAY_MS,
      problem: { code: "transparency.stale", advice: "Your hub must be on and connected to let someone in." },
    },
  }),
};

function recovering(at: Readonly<{ isDue: boolean; isStopped: boolean }>): Scene {
  const status = { kind: "recovering", sinceMs: now - 3_600_000, untilMs: now + 23 * 3_600_000, ...at } as const;
  return { status, cameras: [], devices: [] };
}

function stopped(code: string): Scene {
  const advice = "The server showed another list of devices than this browser has seen. Ask whoever runs it why.";
  const evidence = { fileName: "nightlatch-evidence-2026-10-12.cbor", bytes: new Uint8Array() };
  return { status: { kind: "stopped", problem: { code, advice }, atMs: now, evidence }, cameras: [], devices: [] };
}

const SCENES: Readonly<Partial<Record<string, Scene>>> = {
  home: HOME,
  one: { ...HOME, cameras: HOME.cameras.slice(0, 1) },
  trouble: {
    ...HOME,
    cameras: [
      camera("Front door", { live: "late" }),
      camera("Driveway", { live: "offline", offsetS: 26 }),
      camera("Garden", {
        live: "refused",
        liveProblem: {
          code: "live.codec_unsupported",
          advice: "This browser can’t show H.265. Set the camera to H.264, or use its second stream.",
        },
      }),
      camera("Workshop", { live: "connecting" }),
    ],
  },
  member: { ...HOME, status: MEMBER },
  keeper: { ...BUSY, status: MEMBER, keptShare: { text: WAX_SHARE, madeAtMs: now - 6 * DAY_MS, isOutdated: false } },
  settling: SETTLING,
  support: { ...HOME, hasSupport: true },
  "split-outdated": { ...BUSY, splits: BUSY.splits?.map((split) => ({ ...split, state: "paper-replaced" })) ?? [] },
  unchecked: { ...HOME, status: ready({ isPaperChecked: false }) },
  offline: { ...HOME, status: { ...ready(), connection: "offline" } as VaultStatus },
  "no-hub": { ...HOME, status: ready({ hasHub: false }), cameras: [] },
  "no-camera": { ...HOME, cameras: [] },
  busy: BUSY,
  waiting: { ...BUSY, outcome: "waits-for-hub" },
  stale: STALE,
  admitted: { status: { kind: "admitted", waitsFor: "hub", sinceMs: now - 20_000 }, cameras: [], devices: [] },
  "admitted-joint": { status: { kind: "admitted", waitsFor: "owner", sinceMs: now }, cameras: [], devices: [] },
  recovering: recovering({ isDue: false, isStopped: false }),
  "recovery-due": recovering({ isDue: true, isStopped: false }),
  "recovery-stopped": recovering({ isDue: false, isStopped: true }),
  forked: stopped("ledger.fork"),
  empty: { status: { kind: "empty" }, cameras: HOME.cameras, devices: DEVICES },
  joining: { status: { kind: "joining", code: "428913" }, cameras: [], devices: [] },
  removed: { status: { kind: "removed" }, cameras: [], devices: [] },
  stopped: stopped("ledger.rollback"),
};
