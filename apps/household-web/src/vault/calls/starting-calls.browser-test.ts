// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file From an empty browser to a household and back, against servers in memory, with the browser's real storage. */
import { systemRandom } from "@nightlatch/crypto/random";
import type { DeviceSecrets, SignedEntry } from "@nightlatch/protocol/keys";
import { applyEntry } from "@nightlatch/protocol/wire";
import { boxesFor, testHousehold, TEST_NOW_MS, type TestHousehold } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rememberMembership } from "../household/found-household.ts";
import { OpenInvite } from "../pairing/invite.ts";
import { Mailboxes } from "../pairing/mailbox.fixture.ts";
import { MemoryServer } from "../server/memory-server.fixture.ts";
import { clearVaultDatabase, openVaultDatabase, type VaultDatabase } from "../store/database.ts";
import { startingCalls, type StartingCalls } from "./starting-calls.ts";
import { VaultContext } from "./vault-context.ts";

const nowMs = (): number => TEST_NOW_MS;

describe("starting", () => {
  let home: TestHousehold;
  let database: VaultDatabase;
  let mailboxes: Mailboxes;
  let entries: SignedEntry[];
  let records: Uint8Array[];
  let context: VaultContext;
  let calls: StartingCalls;

  beforeEach(async () => {
    home = await testHousehold("starting");
    database = await openVaultDatabase();
    mailboxes = new Mailboxes();
    [entries, records] = [[...home.entries], []];
    startAnew();
  });
  afterEach(async () => {
    context.close();
    await clearVaultDatabase(database);
    database.close();
  });

  it("does not enter a household before the person here has compared the code", async () => {
    const code = await beLetIn();
    await calls.waitForAnswer();
    expect(await calls.status()).toEqual({ kind: "joining", code });
    expect(await database.get("membership", "this")).toBeUndefined();

    await calls.cancelJoin();
    await expect(calls.confirmCode()).rejects.toMatchObject({ code: "pairing.cancelled" });
    expect(await calls.status()).toEqual({ kind: "empty" });
  });

  it("makes no keys over those of a household that another tab has founded", async () => {
    expect(await calls.status()).toEqual({ kind: "empty" });
    const { lane, createHash } = home.state;
    await rememberMembership(database, { lane, createHash, isPaperChecked: true, recordsCursor: 0 });
    const founding = calls.createHousehold({ householdName: "Other", deviceName: "Laptop" });
    await expect(founding).rejects.toMatchObject({ code: "vault.in_household" });
    expect(await database.get("identity", "this")).toBeUndefined();
  });

  it("makes a paper key that brings a new browser back into its household, and into no other", async () => {
    entries = [];
    mailboxes.createHousehold = (entry, boxes) => {
      const verdict = applyEntry(undefined, entry);
      if (verdict.kind === "refused") throw new Error(verdict.code);
      entries.push({ entry, boxes, state: verdict.state });
      return Promise.resolve();
    };
    const { paperPhrase } = await calls.createHousehold({ householdName: "Garden House", deviceName: "Laptop" });
    const phrase = paperPhrase.join(" ");
    await calls.forget();
    startAnew();

    const pinned = records.splice(0);
    const unproven = calls.recoverWithPaper({ phrase, deviceName: "Phone" });
    await expect(unproven).rejects.toMatchObject({ code: "vault.recovery_unproven" });
    expect(await calls.status()).toEqual({ kind: "empty" });

    records.push(...pinned);
    await calls.recoverWithPaper({ phrase, deviceName: "Phone" });
    const status = await calls.status();
    expect(status).toMatchObject({ kind: "ready", household: { name: "Garden House", isOwner: true } });
  });

  /** Up to the owner's answer, with a household that does not know this browser: what a thief of the link would do. */
  async function beLetIn(): Promise<string> {
    const invite = new OpenInvite({ server: mailboxes, random: systemRandom, nowMs });
    const [{ code }] = await Promise.all([
      calls.join({ link: invite.linkFragment, deviceName: "Tablet" }),
      invite.waitForOffer(),
    ]);
    const { lane, createHash, seq } = home.state;
    await invite.answer({ lane, createHash, seq });
    return code;
  }

  function startAnew(): void {
    context = new VaultContext({
      database,
      publicServer: mailboxes,
      signIn: ({ device }) =>
        new MemoryServer((entry) => boxesFor(entry, { id: device } as DeviceSecrets), entries, records),
      findLane: () => Promise.resolve(entries[0]?.state.lane ?? home.state.lane),
      appOrigin: "https://home.example",
      random: systemRandom,
      nowMs,
      monotonicMs: () => 0,
    });
    calls = startingCalls(context);
  }
});
