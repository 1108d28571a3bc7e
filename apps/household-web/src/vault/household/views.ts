// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Ledger, log and records as the screens see them: what the views are made from, and the household itself. Pure. */
import type { LogView } from "@nightlatch/protocol/log";
import { activeDevices, formatId, type DeviceId, type LedgerState } from "@nightlatch/protocol/wire";
import type { HouseholdView, LogHealth, Problem } from "../../vault-client/vault-api.ts";
import type { LedgerHistory } from "../ledger/ledger-history.ts";
import type { RecordBook } from "../records/record-book.ts";
import { deviceViews } from "./device-views.ts";
import { deviceName } from "./names.ts";

export type ViewSources = Readonly<{
  state: LedgerState;
  book: RecordBook;
  history: LedgerHistory;
  /** The largest public log that this browser accepted. */
  log: LogView | undefined;
  logHealth: LogHealth;
  self: DeviceId;
  isPaperChecked: boolean;
  nowMs: number;
  /** The newest diary item of a hub that this browser proved, by device id. */
  diarySeenMs: (device: string) => number | undefined;
  /** When this browser first saw a proposal, by its head. */
  firstSeenMs: (proposal: string) => number | undefined;
  /** Whether this device, as an owner, is settled. */
  mayConfirmNow: boolean;
  /** An entry of the history that this browser does not take in yet. */
  heldUp: (Problem & Readonly<{ untilMs: number }>) | undefined;
}>;

export function householdView(sources: ViewSources): HouseholdView {
  const { state, book, self, isPaperChecked, logHealth, heldUp } = sources;
  const device = state.devices.get(formatId(self));
  const isOwner = device?.role === "owner" && device.removedSeq === undefined;
  const settlesAtMs = isOwner ? deviceViews(sources).find(({ isThisDevice }) => isThisDevice)?.settlesAtMs : undefined;
  return {
    lane: formatId(state.lane),
    name: book.find("household", state.lane)?.content.name ?? "Home",
    thisDevice: deviceName(sources, self),
    isOwner,
    ...(settlesAtMs === undefined ? {} : { settlesAtMs }),
    isJoint: state.joint,
    log: logHealth,
    ...(heldUp === undefined ? {} : { heldUp }),
    isPaperChecked,
    hasHub: activeDevices(state).some((known) => known.role === "hub"),
  };
}
