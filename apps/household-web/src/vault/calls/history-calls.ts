// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What happened, what waits, and how sure this browser is of it. */
import type { VaultApi } from "../../vault-client/vault-api.ts";
import { alarmViews } from "../household/alarm-views.ts";
import { historyViews, proposalViews } from "../household/history-views.ts";
import { cancelOpenProposal, confirmOpenProposal, setJointMode } from "../household/proposals.ts";
import { checkRelease } from "../log/check-release.ts";
import { compareCode } from "../log/compare-code.ts";
import { markAlarmsRead, readAlarmMarks } from "../store/alarm-marks.ts";
import { findNewestRelease, keepNewestRelease, pinReleaseKey } from "../store/release-key.ts";
import { judgeWish } from "../support/answer-request.ts";
import { outcomeOf } from "./outcome-of.ts";
import { supportDeps } from "./support-calls.ts";
import type { VaultContext } from "./vault-context.ts";

export type HistoryCalls = Pick<
  VaultApi,
  | "history"
  | "proposals"
  | "confirmProposal"
  | "cancelProposal"
  | "setJoint"
  | "alarms"
  | "markAlarmsRead"
  | "compareCode"
  | "checkRelease"
>;

export function historyCalls(context: VaultContext): HistoryCalls {
  const { database, nowMs, publicServer, readAppFile } = context.deps;

  return {
    history: () => Promise.resolve(historyViews(context.household.sources)),
    proposals: () => Promise.resolve(proposalViews(context.household.sources)),
    async confirmProposal(id) {
      const { household } = context;
      const head = await household.guard(() =>
        confirmOpenProposal(context.membershipDeps, id, (body) => judgeWish(supportDeps(context), body)),
      );
      context.changed("devices");
      context.changed("status");
      return outcomeOf(context, head);
    },
    async cancelProposal(id) {
      await context.household.guard(() => cancelOpenProposal(context.membershipDeps, id));
      context.changed("devices");
    },
    async setJoint(isJoint) {
      const head = await context.household.guard(() => setJointMode(context.membershipDeps, isJoint));
      context.changed("status");
      return outcomeOf(context, head);
    },
    alarms: async () => alarmViews(context.household.sources, await readAlarmMarks(database)),
    async markAlarmsRead(alarms) {
      await markAlarmsRead(context.household.parts.stores, alarms, nowMs());
      context.changed("devices");
    },
    compareCode() {
      const { ledger, log } = context.household.parts;
      const { head, seq } = ledger.current.state;
      const groups = compareCode(head, log.leafRoot);
      return Promise.resolve({ groups, entries: seq + 1, logSize: log.view?.size ?? 0 });
    },
    checkRelease: () =>
      checkRelease({
        server: publicServer,
        view: context.household.parts.log.view,
        pinKey: (key) => pinReleaseKey(database, key),
        newestLeaf: () => findNewestRelease(database),
        keepNewest: (leaf) => keepNewestRelease(database, leaf),
        readFile: readAppFile,
      }),
  };
}
