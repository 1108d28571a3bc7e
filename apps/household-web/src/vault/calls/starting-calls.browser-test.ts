// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file From an empty browser to a household and back, against servers in memory, with the browser's real storage. */
import { systemRandom } from "@nightlatch/crypto/random";
import { cancelProposal, type DeviceSecrets, type SignedEntry } from "@nightlatch/protocol/keys";
import { applyEntry } from "@nightlatch/protocol/wire";
import { boxesFor, ForkableLog, testHousehold, TEST_NOW_MS, type TestHousehold } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rememberMembership } from "../household/found-household.ts";
import { OpenInvite } from "../pairing/invite.ts";
import { Mailboxes } from "../pairing/mailbox.fixture.ts";
import { MemoryServer, type MemoryLog } from "../server/memory-server.fixture.ts";
import { clearVaultDatabase, openVaultDatabase, type VaultDatabase } from "../store/database.ts";
import { recoveryCalls, type RecoveryCalls } from "./recovery-calls.ts";
import { startingCalls, type StartingCalls } from "./starting-calls.ts";
import { VaultContext } from "./vault-context.ts";

const DAY_MS = 86_400_000;

describe("starting", () => {
  let home: TestHousehold;
  let database: VaultDatabase;
  let mailboxes: Mailboxes;
  let entries: SignedEntry[];
  let records: Uint8Array[];
  let context: VaultContext;
  const contexts: VaultContext[] = [];
  let calls: StartingCalls;
  let recovering: RecoveryCalls;
  let memoryLog: MemoryLog;
  let servers: MemoryServer[];
  let now: number;
  let founder: DeviceSecrets;

  beforeEach(async () => {
    home = await testHousehold("starting");
    database = await openVaultDatabase();
    mailboxes = new Mailboxes();
    [entries, records, servers] = [[...home.entries], [], []];
    [memoryLog, now] = [{ log: new ForkableLog(), leaves: [], cosign: () => [] }, TEST_NOW_MS];
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

  it("founds a household that believes the log which the server proposed, and whose every entry is logged", async () => {
    const { paperPhrase } = await found();
    expect(paperPhrase).toHaveLength(24);
    const status = await calls.status();
    expect(status).toMatchObject({ kind: "ready", household: { name: "Garden House", log: { kind: "no-hub" } } });
    expect(entries.map(({ state }) => state.policy)).toEqual([logPolicy(), logPolicy()]);
    expect(memoryLog.leaves.map(({ seq }) => seq)).toEqual([0, 1]);
  });

  it("hands out a paper key's seeds only once the log has it", async () => {
    await found();
    const [, added] = entries;
    expect(added?.boxes).toEqual([]);
    await context.household.refresh();
    expect(servers.at(-1)?.released.map(({ epoch }) => epoch)).toEqual([0, 0, 0]);
  });

  it("asks for a new browser by the paper key, and by no key of another household", async () => {
    const phrase = await foundAndForget();
    const pinned = records.splice(0);
    const unproven = recovering.recoverWithPaper({ phrase, deviceName: "Phone" });
    await expect(unproven).rejects.toMatchObject({ code: "vault.recovery_unproven" });
    expect(await calls.status()).toEqual({ kind: "empty" });

    records.push(...pinned);
    await recovering.recoverWithPaper({ phrase, deviceName: "Phone" });
    expect(await calls.status()).toMatchObject({ kind: "recovering", isDue: false, isStopped: false });
  });

  it("says that a paper key was never finished when its seeds were not let go", async () => {
    const { paperPhrase } = await found();
    await calls.forget();
    startAnew();
    const asking = recovering.recoverWithPaper({ phrase: paperPhrase.join(" "), deviceName: "Phone" });
    await expect(asking).rejects.toMatchObject({ code: "vault.paper_unfinished" });
    expect(await calls.status()).toEqual({ kind: "empty" });
  });

  it("waits for the whole day after a reload, too, then lets itself in with the words", async () => {
    const secret = { kind: "phrase", phrase: await foundAndForget() } as const;
    await recovering.recoverWithPaper({ phrase: secret.phrase, deviceName: "Phone", personName: "Anna" });
    startAnew();
    await expect(recovering.finishRecovery(secret)).rejects.toMatchObject({ code: "ledger.too_early" });
    now += DAY_MS;
    startAnew();
    expect(await calls.status()).toMatchObject({ kind: "recovering", isDue: true });
    await recovering.finishRecovery(secret);
    const household = { name: "Garden House", isOwner: true, thisDevice: { name: "Phone", person: "Anna" } };
    expect(await calls.status()).toMatchObject({ kind: "ready", household });
  });

  it("says so when somebody stopped a recovery", async () => {
    const secret = { kind: "phrase", phrase: await foundAndForget() } as const;
    await recovering.recoverWithPaper({ phrase: secret.phrase, deviceName: "Phone" });
    const { state } = last(entries);
    const [proposal] = state.proposals.values();
    if (proposal === undefined) throw new Error("a proposal is open");
    const making = { actor: founder, random: systemRandom, nowMs: now };
    entries.push(await cancelProposal(making, state, proposal.head));
    now += DAY_MS;
    await expect(recovering.finishRecovery(secret)).rejects.toMatchObject({ code: "vault.recovery_stopped" });
    expect(await calls.status()).toMatchObject({ kind: "recovering", isStopped: true });
  });

  it("leaves by its own signed entry and empties this browser, unless it alone can manage the household", async () => {
    await found();
    await expect(calls.leaveHousehold()).rejects.toMatchObject({ code: "ledger.last_owner" });
    expect(await calls.status()).toMatchObject({ kind: "ready" });
    expect(entries).toHaveLength(2);
  });

  /** The household lives on; this browser is empty, and knows the words. */
  async function foundAndForget(): Promise<string> {
    const { paperPhrase } = await found();
    await context.household.refresh();
    founder = context.household.deps.device;
    await calls.forget();
    startAnew();
    return paperPhrase.join(" ");
  }

  async function found() {
    entries = [];
    mailboxes.logPolicy = () => Promise.resolve(logPolicy());
    mailboxes.createHousehold = (entry, boxes, leaf) => {
      const verdict = applyEntry(undefined, entry);
      if (verdict.kind === "refused") throw new Error(verdict.code);
      entries.push({ entry, boxes, heldBack: [], state: verdict.state });
      if (leaf !== undefined) memoryLog.leaves.push({ ...leaf, index: memoryLog.log.append(leaf.leaf) });
      return Promise.resolve();
    };
    return calls.createHousehold({ householdName: "Garden House", deviceName: "Laptop" });
  }

  function logPolicy(): string {
    return memoryLog.log.policy();
  }

  /** Up to the owner's answer, with a household that does not know this browser: what a thief of the link would do. */
  async function beLetIn(): Promise<string> {
    const invite = new OpenInvite({ server: mailboxes, random: systemRandom, nowMs: () => now });
    const [{ code }] = await Promise.all([
      calls.join({ link: invite.linkFragment, deviceName: "Tablet" }),
      invite.waitForOffer(),
    ]);
    const { lane, createHash, seq } = home.state;
    await invite.answer({ lane, createHash, seq });
    return code;
  }

  /** As after a reload. */
  function startAnew(): void {
    for (const before of contexts.splice(0)) before.close();
    context = new VaultContext({
      database,
      publicServer: mailboxes,
      signIn: ({ device }) => {
        // An honest server: what was kept back it has only once it was let go.
        const released = (): Uint8Array[] => servers.flatMap((server) => server.released.map(({ box }) => box));
        const reader = { id: device } as DeviceSecrets;
        const boxes = (entry: SignedEntry) => boxesFor({ ...entry, heldBack: released() }, reader);
        const server = new MemoryServer(boxes, entries, records, memoryLog);
        servers.push(server);
        return server;
      },
      findLane: () => Promise.resolve(entries[0]?.state.lane ?? home.state.lane),
      readAppFile: () => Promise.resolve(undefined),
      appOrigin: "https://home.example",
      random: systemRandom,
      nowMs: () => now,
      monotonicMs: () => 0,
    });
    contexts.push(context);
    calls = startingCalls(context);
    recovering = recoveryCalls(context);
  }
});

function last(entries: readonly SignedEntry[]): SignedEntry {
  const entry = entries.at(-1);
  if (entry === undefined) throw new Error("a household has an entry");
  return entry;
}
