// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A family with a guest, a newcomer, groups, a long history, an open wish and a paper key in use. */
import type {
  DeviceName,
  DeviceView,
  GroupView,
  HistoryAct,
  HistoryItem,
  ProposalView,
  SplitView,
} from "../src/vault-client/vault-api.ts";

type Busy = Readonly<{
  devices: readonly DeviceView[];
  groups: readonly GroupView[];
  history: readonly HistoryItem[];
  proposals: readonly ProposalView[];
  splits: readonly SplitView[];
}>;

const DAY_MS = 86_400_000;
const ANNA: DeviceName = { id: "laptop", name: "Anna’s laptop", person: "Anna", role: "owner" };
const BEN: DeviceName = { id: "ben", name: "Ben’s phone", person: "Ben", role: "member" };
const SUE: DeviceName = { id: "sue", name: "Pixel 9", person: "Sue", role: "guest" };
const HUB: DeviceName = { id: "hub", name: "Home hub", person: "", role: "hub" };
const PAPER: DeviceName = { id: "paper", name: "Paper key", person: "", role: "paper" };
const OLD: DeviceName = { id: "old", name: "Old phone", person: "Ben", role: "member" };
const CLEO: DeviceName = { id: "cleo", name: "Cleo’s phone", person: "Cleo", role: "owner" };
const CHROME: DeviceName = { id: "chrome", name: "Chrome on Windows", person: "", role: "owner" };

export function busyHousehold(nowMs: number): Busy {
  const view = (name: DeviceName, daysAgo: number, change: Partial<DeviceView> = {}): DeviceView => ({
    ...name,
    isThisDevice: false,
    isRemoved: false,
    addedAtMs: nowMs - daysAgo * DAY_MS,
    addedBy: ANNA,
    groups: [],
    cameras: [],
    hasExpired: false,
    lastSeenMs: nowMs - 7_200_000,
    admission: "proved",
    ...change,
  });
  const item = (seq: number, who: DeviceName, act: HistoryAct, change: Partial<HistoryItem> = {}): HistoryItem => ({
    seq,
    who,
    atMs: nowMs - (12 - seq) * 0.4 * DAY_MS,
    act,
    isProposal: false,
    byThisDevice: who === ANNA,
    isProved: true,
    ...change,
  });
  const letCleoIn: HistoryAct = { kind: "added", whom: CLEO, access: { role: "owner" } };
  const recover: HistoryAct = { kind: "added", whom: CHROME, access: { role: "owner" } };
  return {
    devices: [
      view(ANNA, 40, { isThisDevice: true }),
      view(BEN, 30, { groups: ["outside"] }),
      view(SUE, 2, { cameras: ["front-door"], untilMs: nowMs + 5 * DAY_MS }),
      view({ ...BEN, id: "tablet", name: "Kitchen tablet" }, 0, { groups: ["outside"], admission: "waiting" }),
      view(HUB, 40),
      view(PAPER, 40),
      view(OLD, 39, { isRemoved: true, ended: { atMs: nowMs - 9 * DAY_MS, how: "removed", by: ANNA } }),
    ],
    groups: [
      { id: "outside", name: "Outside", cameras: ["front-door", "driveway", "garden"], readers: ["laptop", "ben"] },
      { id: "indoors", name: "Indoors", cameras: ["workshop"], readers: ["laptop"] },
    ],
    history: [
      item(12, PAPER, recover, { isProposal: true, isProved: false }),
      item(11, ANNA, letCleoIn, { isProposal: true }),
      item(10, ANNA, {
        kind: "added",
        whom: SUE,
        access: { role: "guest", cameras: ["front-door"], untilMs: nowMs + 5 * DAY_MS },
      }),
      item(9, ANNA, { kind: "keys-renewed" }),
      item(8, CLEO, { kind: "left" }),
      item(7, ANNA, { kind: "reduced", removed: [OLD], withdrawn: [] }),
      item(6, ANNA, { kind: "rules", isJoint: true, wasJoint: false, hasNewLogPolicy: false }),
      item(5, ANNA, { kind: "added", whom: BEN, access: { role: "member", groups: ["outside"] } }),
      item(4, ANNA, { kind: "group-made", group: "outside" }),
      item(3, ANNA, { kind: "added", whom: HUB, access: { role: "hub" } }),
      item(2, ANNA, { kind: "added", whom: PAPER, access: { role: "paper" } }),
      item(1, ANNA, { kind: "founded" }),
    ],
    splits: [{ madeAtMs: nowMs - 6 * DAY_MS, by: ANNA, keeper: BEN, state: "good" }],
    proposals: [
      {
        id: "recovery",
        who: PAPER,
        act: recover,
        sinceMs: nowMs - 3_600_000,
        isRecovery: true,
        actsAtMs: nowMs + 23 * 3_600_000,
        mayConfirm: true,
        mayCancel: true,
      },
      {
        id: "cleo",
        who: ANNA,
        act: letCleoIn,
        sinceMs: nowMs - 7_200_000,
        isRecovery: false,
        mayConfirm: false,
        mayCancel: true,
      },
    ],
  };
}
