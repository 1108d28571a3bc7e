// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeBase64url } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { addDevice, confirmProposal, deviceFromSeed, seedFromPhrase } from "@nightlatch/protocol/keys";
import { activeDevices, type LedgerState } from "@nightlatch/protocol/wire";
import { expect } from "vitest";
import type { Browser } from "./browser.ts";
import { DAY_MS } from "./former-owner.ts";
import { insiderRow, type Finding } from "./insider-row.ts";
import { insertEntry, serveRows } from "./serve-rows.ts";
import { signFreely } from "./sign-freely.ts";
import { stopOf } from "./stop-of.ts";
import { passTime, startWitnessed, type WitnessedScene } from "./witnessed-scene.ts";

const MINUTE_MS = 60_000;
/** A hub that has not heard of an entry yet is asked again half a minute later, and that may come twice here. */
const PATIENCE_MS = 180_000;

insiderRow(
  {
    row: 35,
    attack: "use a stolen paper key with the cloud's help",
    outcome: "R",
    codes: ["ledger.too_early", "vault.recovery_stopped", "ledger.unknown_proposal", "ledger.too_early"],
  },
  {
    /** Whoever has lost every device asks today, and is in tomorrow. */
    async honest() {
      await using witnessed = await startWitnessed("row 35 honest");
      const { scene } = witnessed;
      const { phrase, one } = await foundHome(witnessed);
      const newcomer = await scene.newBrowser();
      await newcomer.vault.recoverWithPaper({ phrase, deviceName: "New phone" });
      await isTold(one);
      await passTime(scene, DAY_MS + MINUTE_MS);
      await newcomer.vault.finishRecovery({ kind: "phrase", phrase });
      await newcomer.until(({ kind }) => kind === "ready");
      await one.untilProved();
      expect(ownersOf(one.state)).toBe(4);
    },

    async attack() {
      return [...(await againstWatchfulOwners()), await datedBack()];
    },
  },
  PATIENCE_MS,
);

/** The thief does it by the book, then with the cloud. */
async function againstWatchfulOwners(): Promise<readonly Finding[]> {
  await using witnessed = await startWitnessed("row 35");
  const { scene } = witnessed;
  const { phrase, one, other } = await foundHome(witnessed);
  const words = { kind: "phrase", phrase } as const;
  const thief = await scene.newBrowser(scene.running.server.url);
  await thief.vault.recoverWithPaper({ phrase, deviceName: "Thief" });
  const [wish] = await Promise.all([isTold(one), isTold(other)]);
  const atOnce = await stopOf(thief.vault.finishRecovery(words));

  // Not the owner who made the paper key: any of them.
  await other.vault.cancelProposal(wish);
  await one.until(async () => (await one.vault.proposals()).length === 0);
  await passTime(scene, DAY_MS + MINUTE_MS);
  const dayLater = await stopOf(thief.vault.finishRecovery(words));
  await one.untilProved();

  const before = await one.snapshot();
  const actor = await deviceFromSeed(seedFromPhrase(phrase));
  const place = { actor, state: one.state, nowMs: scene.nowMs, nonce: scene.home.random(16) };
  const proposal = decodeBase64url(wish) as Hash;
  show(witnessed, one, [await signFreely(place, { type: "confirm", proposal })]);
  const { code } = await stopOf(one.refresh());
  const evidence = await one.evidence();
  const store = [before, await one.snapshot()] as const;
  expect(ownersOf(one.state)).toBe(3);
  return [
    { seen: "at once it is too early, and every owner is told", code: atOnce.code },
    { seen: "any owner stops it", code: dayLater.code },
    { seen: "the cloud confirms what was stopped", code, store, ...(evidence === undefined ? {} : { evidence }) },
  ];
}

/** Wish and confirmation land at one moment, the wish with yesterday's date. */
async function datedBack(): Promise<Finding> {
  await using witnessed = await startWitnessed("row 35, dated back");
  const { scene } = witnessed;
  const { phrase, one } = await foundHome(witnessed);
  const [paper, thief] = [await deviceFromSeed(seedFromPhrase(phrase)), await deviceFromSeed(scene.home.random(32))];
  const by = (nowMs: number) => ({ actor: paper, random: scene.home.random, nowMs });
  const { state, keyring } = one;
  const addition = { state, keyring, keys: thief.publicKeys, role: "owner" } as const;
  const wish = await addDevice(by(scene.nowMs - DAY_MS - MINUTE_MS), addition);
  const confirmed = await confirmProposal(by(scene.nowMs), wish.state, wish.state.head);
  show(witnessed, one, [wish.entry, confirmed.entry]);
  const before = ownersOf(one.state);
  const { code } = await stopOf(one.refresh());
  // Refused for good, and said aloud: the day in which an owner could have stopped it never was.
  expect(ownersOf(one.state)).toBe(before);
  const evidence = await one.evidence();
  const seen =
    "both at one moment, the wish dated back: refused for good by each device that saw the history without it";
  return { seen, code, ...(evidence === undefined ? {} : { evidence, verdict: "consistent" as const }) };
}

/** Two settled owners in browsers beside the founder, and a paper key that one of them made. */
async function foundHome({ scene }: WitnessedScene) {
  const one = await scene.browser();
  const other = await scene.browser();
  await passTime(scene, DAY_MS + MINUTE_MS);
  await one.untilProved();
  const { paperPhrase } = await one.vault.replacePaperKey();
  await one.untilProved();
  await other.untilProved();
  return { one, other, phrase: paperPhrase.join(" ") };
}

/** By itself: nobody asks. Resolves with what the wish is called. */
async function isTold(browser: Browser): Promise<string> {
  let wish: string | undefined;
  await browser.until(async () => {
    wish = (await browser.vault.proposals()).find(({ isRecovery }) => isRecovery)?.id;
    return wish !== undefined;
  });
  if (wish === undefined) throw new Error("the owner was told");
  return wish;
}

/** As the next entries of the household, past every rule of the server. */
function show({ scene }: WitnessedScene, { state }: Browser, entries: readonly Uint8Array[]): void {
  entries.forEach((entry, i) => insertEntry(scene.insider, state.lane, state.seq + 1 + i, entry));
  scene.cloud.obey("readEntries", serveRows(scene.insider, state.lane));
}

function ownersOf(state: LedgerState): number {
  return activeDevices(state).filter(({ role }) => role === "owner").length;
}
