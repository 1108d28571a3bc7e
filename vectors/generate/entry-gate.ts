// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/entry-gate: when a client takes in what the rules allow, and until when it waits. */
import {
  addDevice,
  confirmProposal,
  deviceFromSeed,
  leaveHousehold,
  removeDevices,
  setRules,
} from "@nightlatch/protocol/keys";
import { LoggedHousehold, TEST_NOW_MS } from "@nightlatch/testkit";
import { writeVectors, type VectorCase } from "./vector-file.ts";

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];
const AHEAD_MS = 10 * MINUTE_MS;

export async function generateEntryGate(): Promise<void> {
  const home = await LoggedHousehold.create("vectors/entry-gate");
  const newDevice = () => deviceFromSeed(home.random(32));
  const [paper, heir, second] = [await newDevice(), await newDevice(), await newDevice()];
  const place = () => ({ state: home.state, keyring: home.keyring });
  const by = (actor: typeof paper, nowMs: number) => ({ actor, random: home.random, nowMs });
  await home.take(await addDevice(home.making, { ...place(), keys: paper.publicKeys, role: "paper" }));
  await home.take(await addDevice(home.making, { ...place(), keys: second.publicKeys, role: "owner" }));
  await home.take(await addDevice(by(paper, TEST_NOW_MS), { ...place(), keys: heir.publicKeys, role: "owner" }));

  const { state } = home;
  const confirm = await confirmProposal(by(paper, TEST_NOW_MS + DAY_MS), state, state.head);
  const byOwner = await confirmProposal(by(home.owner, TEST_NOW_MS), state, state.head);
  const rulesAt = async (atMs: number) => (await setRules(by(home.owner, atMs), state, {})).entry;
  const removal = await removeDevices(by(home.owner, TEST_NOW_MS + DAY_MS), { ...place(), remove: [home.hub.id] });
  const leaving = await leaveHousehold(by(second, TEST_NOW_MS + DAY_MS), state);
  const young = (await removeDevices(by(second, TEST_NOW_MS + DAY_MS), { ...place(), remove: [home.hub.id] })).entry;
  const [limit, over] = [await rulesAt(TEST_NOW_MS + AHEAD_MS), await rulesAt(TEST_NOW_MS + AHEAD_MS + 1)];
  const day = TEST_NOW_MS + DAY_MS;

  const at = { nowMs: TEST_NOW_MS, vouchedSeq: -1 };
  const waits = (code: string, untilMs: number) => ({ code, untilMs });
  const cases: VectorCase[] = [
    { name: "ten minutes ahead of the clock", entry: limit, ...at },
    { name: "over ten minutes ahead of the clock", entry: over, ...at, ...waits("ledger.wrong_time", TEST_NOW_MS + 1) },
    { name: "ten minutes ahead of the witnesses", entry: limit, ...at, witnessedMs: TEST_NOW_MS },
    {
      name: "over ten minutes ahead of the witnesses",
      entry: over,
      ...at,
      witnessedMs: TEST_NOW_MS,
      ...waits("ledger.wrong_time", TEST_NOW_MS + 1),
    },
    {
      name: "ahead of the witnesses, behind a clock that was set",
      entry: over,
      ...at,
      nowMs: TEST_NOW_MS + 3650 * DAY_MS,
      witnessedMs: TEST_NOW_MS,
      ...waits("ledger.wrong_time", TEST_NOW_MS + 1),
    },
    { name: "ahead of a slow clock, not of the witnesses", entry: over, ...at, witnessedMs: TEST_NOW_MS + MINUTE_MS },
    { name: "a founder's removal from the future", entry: removal.entry, ...at, witnessedMs: TEST_NOW_MS },
    { name: "a leaving from the future", entry: leaving.entry, ...at },
    {
      name: "a removal by an owner who is settled only by its own word",
      entry: young,
      ...at,
      ...waits("ledger.wrong_time", day - AHEAD_MS),
    },
    { name: "a removal by an owner who is settled by the clock", entry: young, ...at, nowMs: day },
    { name: "one's own entry from the future", entry: over, ...at, self: home.owner.id },
    {
      name: "ahead, though a pairing vouched for it",
      entry: over,
      ...at,
      vouchedSeq: 99,
      ...waits("ledger.wrong_time", TEST_NOW_MS + 1),
    },
    {
      name: "a paper key's confirmation of a proposal never seen before",
      entry: confirm.entry,
      ...at,
      nowMs: day,
      ...waits("ledger.too_early", day + DAY_MS),
    },
    {
      name: "a paper key's confirmation a minute before the day is over",
      entry: confirm.entry,
      ...at,
      nowMs: day,
      firstSeenMs: TEST_NOW_MS + MINUTE_MS,
      ...waits("ledger.too_early", day + MINUTE_MS),
    },
    {
      name: "a paper key's confirmation after a day",
      entry: confirm.entry,
      ...at,
      nowMs: day,
      firstSeenMs: TEST_NOW_MS,
    },
    {
      name: "a paper key's confirmation that is vouched for",
      entry: confirm.entry,
      ...at,
      nowMs: day,
      vouchedSeq: state.seq + 1,
    },
    {
      name: "a paper key's confirmation behind what is vouched for",
      entry: confirm.entry,
      ...at,
      nowMs: day,
      vouchedSeq: state.seq,
      ...waits("ledger.too_early", day + DAY_MS),
    },
    {
      name: "a paper key's confirmation a minute after a history without the proposal",
      entry: confirm.entry,
      ...at,
      nowMs: day,
      absentMs: day - MINUTE_MS,
      code: "ledger.too_early",
    },
    {
      name: "a paper key's confirmation almost 23 hours after a history without the proposal",
      entry: confirm.entry,
      ...at,
      nowMs: day,
      firstSeenMs: TEST_NOW_MS + 2 * 60 * MINUTE_MS,
      absentMs: TEST_NOW_MS + 60 * MINUTE_MS + 1,
      code: "ledger.too_early",
    },
    {
      name: "a paper key's confirmation 23 hours after a history without the proposal",
      entry: confirm.entry,
      ...at,
      nowMs: day,
      absentMs: TEST_NOW_MS + 60 * MINUTE_MS,
      ...waits("ledger.too_early", day + DAY_MS),
    },
    {
      name: "a paper key's confirmation by a clock that was set back",
      entry: confirm.entry,
      ...at,
      nowMs: day,
      absentMs: day + 1,
      ...waits("ledger.too_early", day + DAY_MS),
    },
    { name: "an owner's confirmation", entry: byOwner.entry, ...at, absentMs: TEST_NOW_MS - MINUTE_MS },
  ];
  writeVectors(
    "protocol/entry-gate",
    "An entry after `entries`. Without `code` it is taken in; with it the client waits until `untilMs`, or, " +
      "where there is none, refuses it for good. `firstSeenMs` is when this client first saw the proposal, `absentMs` when " +
      "it last saw the whole history without it, `self` this client's own device.",
    cases,
    { entries: home.entries },
  );
}
