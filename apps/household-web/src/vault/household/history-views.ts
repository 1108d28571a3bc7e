// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file "What happened": the signed history, entry by entry, in words that the screens turn into sentences. Pure. */
import { equalBytes } from "@nightlatch/bytes";
import {
  deviceIdOf,
  formatId,
  isCameraGroup,
  type DeviceId,
  type EntryBody,
  type GroupId,
} from "@nightlatch/protocol/wire";
import type { Access, DeviceRole, HistoryAct, HistoryItem, ProposalView } from "../../vault-client/vault-api.ts";
import type { HistoryEntry } from "../ledger/ledger-history.ts";
import { deviceName, newDeviceName } from "./names.ts";
import type { ViewSources } from "./views.ts";

/** Newest first. */
export function historyViews(sources: ViewSources): readonly HistoryItem[] {
  const { history, log, self } = sources;
  return history.entries
    .map((entry) => ({
      seq: entry.seq,
      who: deviceName(sources, entry.actor),
      atMs: entry.timeMs,
      act: actOf(sources, entry),
      isProposal: entry.isProposal,
      byThisDevice: equalBytes(entry.actor, self),
      isProved: (log?.provedSeq ?? -1) >= entry.seq,
    }))
    .reverse();
}

export function actOf(sources: ViewSources, entry: HistoryEntry): HistoryAct {
  const { body, actor } = entry;
  switch (body.type) {
    case "create":
      return { kind: "founded" };
    case "add": {
      const whom = newDeviceName(sources, deviceIdOf(body.device.keys), body.device.role);
      return { kind: "added", whom, access: grantedBy(sources, body) };
    }
    case "change":
      return {
        kind: "widened",
        whom: deviceName(sources, body.device),
        access: accessOf(body.role, cameraGroupIds(sources, body.groups)) ?? { role: "owner" },
      };
    case "rotate":
      return rotationAct(sources, body, actor);
    case "group":
      return { kind: "group-made", group: formatId(body.group.group) };
    case "leave":
      return { kind: "left" };
    case "rules":
      return rulesAct(sources, entry, body);
    case "grant":
      return { kind: "granted", clips: body.clips.length };
    case "revoke":
      return { kind: "revoked" };
    case "release":
      return { kind: "released", clips: body.keys.length };
    case "confirm":
    case "cancel":
      return decisionAct(sources, body, actor);
  }
}

type Body<T extends EntryBody["type"]> = Extract<EntryBody, { type: T }>;

function grantedBy(
  sources: ViewSources,
  { device, groups, cameras, untilMs }: Body<"add">,
): Access | Readonly<{ role: "hub" | "paper" }> {
  if (device.role === "hub" || device.role === "paper") return { role: device.role };
  if (device.role === "guest") return { role: "guest", cameras: cameras.map(formatId), untilMs };
  return accessOf(device.role, cameraGroupIds(sources, groups)) ?? { role: "owner" };
}

function accessOf(role: DeviceRole, groups: readonly string[]): Access | undefined {
  if (role === "owner") return { role };
  return role === "member" ? { role, groups } : undefined;
}

/** Without the household's own two groups, which every member reads. */
function cameraGroupIds({ state }: ViewSources, ids: readonly GroupId[]): readonly string[] {
  return ids.filter((id) => isCameraGroup(state, id)).map(formatId);
}

function rotationAct(sources: ViewSources, { remove, withdraw }: Body<"rotate">, actor: DeviceId): HistoryAct {
  if (remove.length === 0 && withdraw.length === 0) return { kind: "keys-renewed" };
  // Whoever removes only itself has left.
  if (remove.length === 1 && remove.every((id) => equalBytes(id, actor)) && withdraw.length === 0) {
    return { kind: "left" };
  }
  return {
    kind: "reduced",
    removed: remove.map((id) => deviceName(sources, id)),
    withdrawn: withdraw.map(({ device, groups }) => ({
      whom: deviceName(sources, device),
      groups: cameraGroupIds(sources, groups),
    })),
  };
}

function rulesAct({ history }: ViewSources, { seq }: HistoryEntry, { joint, policy }: Body<"rules">): HistoryAct {
  const before = history.rulesBefore(seq);
  return { kind: "rules", isJoint: joint, wasJoint: before.joint, hasNewLogPolicy: before.policy !== policy };
}

function decisionAct(sources: ViewSources, body: Body<"confirm" | "cancel">, actor: DeviceId): HistoryAct {
  const proposal = sources.history.withHead(body.proposal);
  const about: HistoryAct = proposal === undefined ? { kind: "keys-renewed" } : actOf(sources, proposal);
  const by = deviceName(sources, proposal?.actor ?? actor);
  return { kind: body.type === "confirm" ? "confirmed" : "cancelled", proposal: about, by };
}

/** What waits for somebody, oldest first. */
export function proposalViews(sources: ViewSources): readonly ProposalView[] {
  return [...sources.state.proposals.entries()]
    .sort(([, a], [, b]) => a.seq - b.seq)
    .flatMap(([id, proposal]) => {
      const entry = sources.history.at(proposal.seq);
      return entry === undefined ? [] : [proposalView(sources, id, entry)];
    });
}

const PAPER_WAITS_MS = 86_400_000;

function proposalView(sources: ViewSources, id: string, entry: HistoryEntry): ProposalView {
  const { self, state, mayConfirmNow, firstSeenMs } = sources;
  const who = deviceName(sources, entry.actor);
  const isRecovery = who.role === "paper";
  const own = state.devices.get(formatId(self));
  const isOwner = own?.role === "owner" && own.removedSeq === undefined;
  const isOwn = equalBytes(entry.actor, self);
  // The later of the two: what it claims, and when this browser heard of it.
  const fromMs = Math.max(entry.timeMs, firstSeenMs(id) ?? 0);
  return {
    id,
    who,
    act: actOf(sources, entry),
    sinceMs: entry.timeMs,
    isRecovery,
    ...(isRecovery ? { actsAtMs: fromMs + PAPER_WAITS_MS } : {}),
    mayConfirm: isOwner && !isOwn && mayConfirmNow,
    mayCancel: isOwner || isOwn,
  };
}
