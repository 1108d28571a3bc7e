// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One signed entry as a sentence of the household: who did what, and what that means. Pure. */
import type { DeviceName, HistoryAct, HistoryItem } from "../../vault-client/vault-api.ts";
import { listWords, seesWords, type Names } from "../household/access-words.ts";
import { deviceLabel, personLabel } from "../household/device-words.ts";

export type Sentence = Readonly<{ title: string; note?: string }>;

export function historySentence(item: HistoryItem, names: Names): Sentence {
  const who = item.byThisDevice ? "You" : actorLabel(item.who);
  return item.isProposal ? wish(who, item.act, names) : deed(who, item.act, names);
}

/** "Anna asks to let in Ben’s phone." */
export function wish(who: string, act: HistoryAct, names: Names): Sentence {
  const { note } = deed(who, act, names);
  const title = `${who} ${who === "You" ? "ask" : "asks"} to ${aim(act, names)}.`;
  return note === undefined ? { title } : { title, note };
}

export function actorLabel(who: DeviceName): string {
  return who.role === "paper" ? "The paper key" : personLabel(who);
}

function deed(who: string, act: HistoryAct, names: Names): Sentence {
  switch (act.kind) {
    case "founded":
      return { title: `${who} started the household.` };
    case "added":
      return added(who, act, names);
    case "widened":
      return {
        title: `${who} gave ${deviceLabel(act.whom)} more to see.`,
        note: `${seesWords(act.access, names)}.`,
      };
    case "reduced":
      return reduced(who, act, names);
    case "keys-renewed":
      return { title: `${who} renewed the household’s keys.`, note: "Whoever is out can’t open what is recorded now." };
    case "group-made":
      return { title: `${who} made the camera group ${names.groups.get(act.group) ?? "that has no name"}.` };
    case "left":
      return { title: `${who} left the household.` };
    case "rules":
      return { title: rules(who, act) };
    case "granted":
      return { title: `${who} let support ${grantWords(act.clips)}.` };
    case "revoked":
      return { title: `${who} stopped what support could see.` };
    case "released":
      return { title: `${who} gave support the keys of ${clipWords(act.clips)}.` };
    case "confirmed":
      return { title: `${who} confirmed what ${askerLabel(act.by)} asked for: to ${aim(act.proposal, names)}.` };
    case "cancelled":
      return { title: `${who} stopped what ${askerLabel(act.by)} asked for: to ${aim(act.proposal, names)}.` };
  }
}

function added(who: string, { whom, access }: HistoryAct & { kind: "added" }, names: Names): Sentence {
  if (access.role === "hub" || access.role === "paper") {
    return access.role === "paper"
      ? { title: `${who} made a paper key.` }
      : { title: `${who} connected the hub ${whom.name}.`, note: "It records; it can’t open recordings." };
  }
  return { title: `${who} let in ${deviceLabel(whom)}.`, note: `${seesWords(access, names)}.` };
}

function reduced(who: string, { removed, withdrawn }: HistoryAct & { kind: "reduced" }, names: Names): Sentence {
  const out = removed.map(removedLabel);
  const less = withdrawn.map(({ whom }) => deviceLabel(whom));
  const gone = withdrawn.flatMap(({ groups }) => groups.map((group) => names.groups.get(group) ?? "another group"));
  if (out.length === 0) return { title: `${who} took ${listWords([...new Set(gone)])} from ${listWords(less)}.` };
  return {
    title: `${who} removed ${listWords(out)}.`,
    note: less.length > 0 ? `Less to see for ${listWords(less)}.` : "The household got new keys at the same moment.",
  };
}

function rules(who: string, act: HistoryAct & { kind: "rules" }): string {
  if (act.isJoint && !act.wasJoint) return `${who} switched joint decisions on.`;
  if (!act.isJoint && act.wasJoint) return `${who} switched joint decisions off.`;
  return act.hasNewLogPolicy
    ? `${who} changed who vouches for the history.`
    : `${who} confirmed the household’s rules.`;
}

/** What was asked for, after "asks to". */
function aim(act: HistoryAct, names: Names): string {
  switch (act.kind) {
    case "added":
      return act.access.role === "paper" ? "make a paper key" : `let in ${deviceLabel(act.whom)}`;
    case "widened":
      return `give ${deviceLabel(act.whom)} more to see`;
    case "reduced":
      return act.removed.length > 0
        ? `remove ${listWords(act.removed.map(removedLabel))}`
        : `take cameras from ${listWords(act.withdrawn.map(({ whom }) => deviceLabel(whom)))}`;
    case "keys-renewed":
      return "renew the household’s keys";
    case "group-made":
      return makeGroup(names.groups.get(act.group));
    case "left":
      return "leave the household";
    case "rules":
      return act.isJoint === act.wasJoint ? "change the rules" : `switch joint decisions ${act.isJoint ? "on" : "off"}`;
    case "granted":
      return `let support ${grantWords(act.clips)}`;
    case "revoked":
      return "stop what support can see";
    case "released":
      return `give support the keys of ${clipWords(act.clips)}`;
    case "founded":
      return "start the household";
    case "confirmed":
    case "cancelled":
      return aim(act.proposal, names);
  }
}

function grantWords(clips: number): string {
  return clips === 0 ? "watch a camera live" : `see ${clipWords(clips)}`;
}

function clipWords(clips: number): string {
  return clips === 1 ? "one recording" : `${String(clips)} recordings`;
}

/** Without a name until another owner has confirmed it. */
function makeGroup(name: string | undefined): string {
  return name === undefined ? "make a new camera group" : `make the camera group ${name}`;
}

/** Inside a sentence. */
function askerLabel(who: DeviceName): string {
  return who.role === "paper" ? "the paper key" : actorLabel(who);
}

function removedLabel(device: DeviceName): string {
  return device.role === "paper" ? "the old paper key" : deviceLabel(device);
}
