// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The household half of the vault of wax: who can watch, what happened, what waits, from a scene. */
import type { HouseholdApi, Outcome, VaultChange } from "../src/vault-client/vault-api.ts";
import type { Scene } from "./scenes.ts";
import { WAX_SHARE } from "./wax-share.ts";

export function createWaxHousehold(
  scene: Scene,
  tell: (change: VaultChange) => void,
): Omit<HouseholdApi, "leaveHousehold"> {
  const read = new Set<string>();
  const done = () => Promise.resolve();
  const outcome = (): Promise<Outcome> => Promise.resolve(scene.outcome ?? "in");
  return {
    devices: () => Promise.resolve(scene.devices),
    createInvite: () =>
      Promise.resolve({
        link: "https://home.example/join#q8Hk2mWz0Yb5cR7tN1xP4vJ6sD3fG9aLUeKoQiTnBrM",
        expiresAtMs: Date.now() + 600_000,
      }),
    waitForOffer: () =>
      location.search.includes("offer")
        ? Promise.resolve({ deviceName: "Ben’s phone", code: "428913" })
        : new Promise<never>(() => undefined),
    confirmOffer: outcome,
    cancelInvite: done,
    renameDevice: done,
    removeDevices: () => Promise.resolve("done"),
    changeAccess: outcome,
    renameHousehold: done,
    setJoint: outcome,
    groups: () => Promise.resolve(scene.groups ?? []),
    createGroup: () =>
      Promise.resolve(scene.outcome === "proposed" ? { kind: "proposed" } : { kind: "made", group: "new group" }),
    renameGroup: done,
    moveCamera: done,
    history: () => Promise.resolve(scene.history ?? []),
    proposals: () => Promise.resolve(scene.proposals ?? []),
    confirmProposal: outcome,
    cancelProposal: done,
    alarms: () => Promise.resolve((scene.alarms ?? []).map((alarm) => ({ ...alarm, isRead: read.has(alarm.id) }))),
    markAlarmsRead(alarms) {
      for (const alarm of alarms) read.add(alarm);
      tell("devices");
      return done();
    },
    compareCode: () =>
      Promise.resolve({
        groups: ["48213", "90571", "33046", "71829", "05562", "64390"],
        entries: scene.history?.length ?? 12,
        logSize: 4213,
      }),
    checkRelease: () =>
      Promise.resolve(
        scene.release ?? { kind: "matches", version: "0.3.0", releasedAtMs: Date.now() - 3 * 86_400_000 },
      ),
    createRecoveryShares: ({ keeper }) =>
      Promise.resolve({
        sheet: WAX_SHARE,
        file: { fileName: "nightlatch-recovery-share.txt", text: `${WAX_SHARE.slice(8)}${WAX_SHARE.slice(0, 8)}` },
        keeper: { id: keeper, name: "Anna’s phone", person: "Anna", role: "owner" },
      }),
    recoverySplits: () => Promise.resolve(scene.splits ?? []),
    keptRecoveryShare: () => Promise.resolve(scene.keptShare),
  };
}
