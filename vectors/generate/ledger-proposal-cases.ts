// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who has to propose, who may confirm and cancel, and when (protocol §4.4 rules 18 and 19). */
import { addDevice, removeDevices, setRules, type DeviceSecrets } from "@nightlatch/protocol/keys";
import type { Hash } from "@nightlatch/crypto/keys";
import { applyEntry, type EntryBody } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import type { LedgerCase } from "./ledger.ts";
import {
  DAY_MS,
  extend,
  HOUR_MS,
  lastBody,
  nextEntry,
  readEntry,
  type History,
  type LedgerScene,
} from "./ledger-scene.ts";

export async function proposalCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  const { who, home, joint, removed, grouped, keyring, random, camera } = scene;
  const at = (actor: DeviceSecrets, nowMs: number) => ({ actor, random, nowMs });
  const guest = { keys: who.stranger.publicKeys, role: "guest", cameras: [camera], untilMs: TEST_NOW_MS * 2 } as const;
  const newOwner = { keys: who.stranger.publicKeys, role: "owner" } as const;
  const { state } = home;
  const soon = TEST_NOW_MS + HOUR_MS;

  const youngs = extend(
    home,
    "asked by a young owner",
    await addDevice(at(who.young, soon), { state, keyring, ...guest }),
  );
  const papers = extend(
    home,
    "asked by the paper key",
    await addDevice(at(who.paper, soon), { state, keyring, ...newOwner }),
  );
  const jointly = extend(
    joint,
    "asked in joint mode",
    await addDevice(at(who.owner, soon), { state: joint.state, keyring, ...guest }),
  );
  const put = (history: History, name: string, remove: readonly DeviceSecrets[]) =>
    removeDevices(at(who.owner, soon), { state: history.state, keyring, remove: remove.map(({ id }) => id) }).then(
      (signed) => extend(history, name, signed),
    );
  const voided = await put(youngs, "asked by someone who was put out", [who.young]);
  const overtaken = await put(papers, "asked before keys changed", [who.member]);
  const askedToPutOut = extend(
    home,
    "asked to put someone out",
    await removeDevices(at(who.young, soon), { state, keyring, remove: [who.member.id] }),
  );
  const [byYoung, byPaper, jointAsk, putOutAsk] = [youngs, papers, jointly, askedToPutOut].map(
    ({ state: now }) => now.head,
  );
  if (byYoung === undefined || byPaper === undefined || jointAsk === undefined || putOutAsk === undefined)
    throw new Error("asked");

  const act = async (
    name: string,
    after: History,
    body: EntryBody,
    actor: DeviceSecrets,
    error?: LedgerCase["error"],
    atMs = soon,
  ): Promise<LedgerCase> => ({
    name,
    after,
    entry: await nextEntry(scene, after, body, actor, { atMs }),
    ...(error === undefined ? {} : { error }),
  });
  const confirm = (proposal: Hash): EntryBody => ({ type: "confirm", proposal });
  const cancel = (proposal: Hash): EntryBody => ({ type: "cancel", proposal });
  const [removal, group] = [lastBody(removed, "rotate"), lastBody(grouped, "group")];
  const bodyOf = async (remove: readonly DeviceSecrets[]) => lastBody(await put(home, "made", remove), "rotate");
  const [newKeys, goingAway] = [await bodyOf([]), await bodyOf([who.young])];
  const { laneKey: _laneKey, ...others } = newKeys;
  const peoplesKeys: EntryBody = { ...others, rotations: newKeys.rotations.slice(1) };
  const joined = readEntry(youngs.entries.at(-1) ?? new Uint8Array()).body;
  const settledMs = TEST_NOW_MS + DAY_MS;
  const jointOn = await setRules(at(who.young, settledMs), state, { joint: true });
  if (applyEntry(state, jointOn.entry).kind !== "applied") throw new Error("a settled owner sets rules");
  return [
    await act("a young owner's removal is a proposal", home, removal, who.young),
    await act("a young owner's new key in the log is a proposal", home, newKeys, who.young),
    await act("a young owner's new keys beside the log's are none", home, peoplesKeys, who.young),
    await act("a young owner's removal of itself is a proposal", home, goingAway, who.young),
    await act("a young owner's group is a proposal", home, group, who.young),
    await act("a young owner's rules are a proposal", home, { type: "rules", policy: "", joint: true }, who.young),
    await act("a young owner's add, a day later, is none", home, joined, who.young, undefined, settledMs),
    await act("a young owner's add, a moment before that, is one", home, joined, who.young, undefined, settledMs - 1),
    await act(
      "a proposal that is not valid now",
      home,
      { ...removal, rotations: [] },
      who.young,
      "ledger.rotation_incomplete",
    ),
    await act("in joint mode a group is no proposal", joint, group, who.owner),
    await act("in joint mode a removal is no proposal", joint, removal, who.owner),
    await act(
      "in joint mode rules that change nothing are none",
      joint,
      { type: "rules", policy: "", joint: true },
      who.owner,
    ),
    await act("confirmed by the founder", youngs, confirm(byYoung), who.owner),
    await act("a removal confirmed", askedToPutOut, confirm(putOutAsk), who.owner),
    await act("confirmed by whoever made it", youngs, confirm(byYoung), who.young, "ledger.not_allowed"),
    await act(
      "confirmed by whoever made it, a day later",
      youngs,
      confirm(byYoung),
      who.young,
      "ledger.not_allowed",
      settledMs,
    ),
    await act(
      "a joint proposal confirmed by whoever made it",
      jointly,
      confirm(jointAsk),
      who.owner,
      "ledger.not_allowed",
    ),
    await act(
      "a joint proposal confirmed by an owner of an hour",
      jointly,
      confirm(jointAsk),
      who.young,
      "ledger.not_allowed",
    ),
    await act(
      "a joint proposal confirmed by an owner of a day",
      jointly,
      confirm(jointAsk),
      who.young,
      undefined,
      settledMs,
    ),
    await act(
      "confirmed by the paper key, whose it is not",
      youngs,
      confirm(byYoung),
      who.paper,
      "ledger.not_allowed",
      soon + DAY_MS,
    ),
    await act("the paper key confirms at once", papers, confirm(byPaper), who.paper, "ledger.too_early"),
    await act(
      "the paper key confirms a moment early",
      papers,
      confirm(byPaper),
      who.paper,
      "ledger.too_early",
      soon + DAY_MS - 1,
    ),
    await act("the paper key confirms a day later", papers, confirm(byPaper), who.paper, undefined, soon + DAY_MS),
    await act("the founder confirms what the paper key asked", papers, confirm(byPaper), who.owner),
    await act(
      "confirmed under keys that have changed since",
      overtaken,
      confirm(byPaper),
      who.owner,
      "ledger.wrong_epoch",
    ),
    await act(
      "confirmed after its time is over",
      youngs,
      confirm(byYoung),
      who.owner,
      "ledger.malformed",
      TEST_NOW_MS * 2,
    ),
    await act("a confirm of nothing", home, confirm(state.head), who.owner, "ledger.unknown_proposal"),
    await act(
      "a confirm of what a removed device asked",
      voided,
      confirm(byYoung),
      who.owner,
      "ledger.unknown_proposal",
    ),
    await act("a cancel of nothing", home, cancel(state.head), who.owner, "ledger.unknown_proposal"),
    await act("a cancel of nothing, by the paper key", home, cancel(state.head), who.paper, "ledger.unknown_proposal"),
    await act("cancelled by an owner", papers, cancel(byPaper), who.owner),
    await act("cancelled by an owner of an hour", papers, cancel(byPaper), who.young),
    await act("cancelled by whoever made it", papers, cancel(byPaper), who.paper),
    await act("cancelled by the paper key, whose it is not", youngs, cancel(byYoung), who.paper, "ledger.not_allowed"),
    await act("cancelled by a member", papers, cancel(byPaper), who.member, "ledger.not_allowed"),
  ];
}
