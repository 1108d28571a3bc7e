// SPDX-License-Identifier: AGPL-3.0-or-later
import { RosterBook, type KeptEntries, type RosterNews } from "@nightlatch/api-client";
import { concatBytes, decodeBase64url } from "@nightlatch/bytes";
import { signerFromSeed } from "@nightlatch/crypto/signature";
import { draftRosterEntry, signRosterEntry } from "@nightlatch/protocol/grant";
import { followLog, NO_LOG_VIEW, type LogAnswer } from "@nightlatch/protocol/log";
import {
  encodeOperatorItem,
  encodeSignedRosterEntry,
  findStaff,
  MIN_ROSTER_WAIT_MS,
  operatorItemCommitment,
  rosterHeadOf,
  signLaneLeaf,
} from "@nightlatch/protocol/wire";
import { Insider } from "@nightlatch/testkit/evil-cloud";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "vitest";
import { LoggedHome } from "../constellation/logged-home.ts";
import { openDesk, type Desk, type Member, type StaffedServer } from "../constellation/staffed-server.ts";
import { insiderRow } from "./insider-row.ts";
import { stopOf } from "./stop-of.ts";

const ASK_EVERY_MS = 50;

insiderRow(
  {
    row: 24,
    attack: "enrol a staff key with one officer's signature: at the server, and past it in the operator's lane",
    outcome: "R",
    codes: ["session.refused", "roster.threshold", "roster.threshold"],
  },
  {
    /** Signed by both, it works a day later, and the household's device believes it. */
    async honest() {
      await using staff = await openDesk();
      const { desk, officers } = staff;
      const device = await watcher(desk, "row 24 honest");
      const newcomer = await desk.newMember();
      expect(await desk.signEntry(await enrolment(staff, newcomer), officers)).toMatchObject({ state: "appended" });
      await untilEnrolled(device, newcomer);
      desk.clock.pass(MIN_ROSTER_WAIT_MS);
      await newcomer.session.signIn();
    },

    async attack() {
      await using staff = await openDesk();
      const { desk, officers } = staff;
      const [anna] = officers;
      const device = await watcher(desk, "row 24");
      await untilEnrolled(device, staff.support);
      const before = [(await desk.roster(anna)).head, device.snapshot()] as const;

      const newcomer = await desk.newMember();
      const entry = await enrolment(staff, newcomer);
      expect(await desk.signEntry(entry, [anna, anna])).toMatchObject({ state: "waiting", signatures: 1 });
      const once = [await signRosterEntry(anna.secrets, entry)];
      await writeIntoLane(desk, encodeSignedRosterEntry({ bytes: entry, signatures: once }));
      // The new household's leaf makes the server's feed look: what the insider wrote goes into the log beside it.
      const stranger = await watcher(desk, "row 24, a newcomer");
      const [news, toStranger] = [await untilTold(device), await untilTold(stranger)];

      desk.clock.pass(MIN_ROSTER_WAIT_MS);
      const { code } = await stopOf(newcomer.session.signIn());
      for (const { session } of officers) await session.signIn();
      return [
        {
          seen: "the server waits for the second officer; the key does not sign in, not even a day later",
          code,
          store: [before[0], (await desk.roster(anna)).head],
        },
        { seen: "a device that reads it in the public lane stops", ...news, store: [before[1], device.snapshot()] },
        { seen: "so does one that sees this operator for the first time", ...toStranger },
      ];
    },
  },
);

async function enrolment({ desk, officers }: Desk, newcomer: Member): Promise<Uint8Array> {
  const staff = desk.staffOf(newcomer, "support", "Nora");
  const roster = await desk.roster(officers[0]);
  const { random } = desk;
  return draftRosterEntry({ roster, body: { type: "enrol", staff }, nowMs: desk.clock.nowMs(), random });
}

type Watcher = Readonly<{ look: () => Promise<RosterNews>; snapshot: () => Uint8Array }>;

/** A device of a household on this server, with what it believes of the operator. */
async function watcher(desk: StaffedServer, seed: string): Promise<Watcher> {
  const { http, server } = desk.running;
  const home = await LoggedHome.found(http, server.url, seed, desk.clock.nowMs());
  const { state } = home;
  const ledger = { state, headAt: () => state.head, entries: () => home.entries, signedHere: () => false };
  let view = NO_LOG_VIEW;
  let kept: KeptEntries = { entries: [], nextItem: 0, seenMs: 0 };
  const follow = (answer: LogAnswer) => {
    const step = followLog(view, answer, ledger, desk.clock.nowMs());
    if (step.kind === "followed") view = step.view;
    return Promise.resolve(step.kind === "followed");
  };
  const store = {
    read: () => kept,
    grow: (entries: readonly Uint8Array[], place: Omit<KeptEntries, "entries">) => {
      kept = { ...place, entries: [...kept.entries, ...entries] };
    },
  };
  const book = new RosterBook({ session: home.session, store, log: { view: () => view, follow } });
  return { look: () => book.show(), snapshot: () => concatBytes(...kept.entries) };
}

/** The device believes that this one is of the staff. */
async function untilEnrolled({ look }: Watcher, { secrets }: Member): Promise<void> {
  for (;;) {
    const news = await look();
    if (news.kind === "stopped") throw new Error(`the device refuses an honest roster: ${news.code}`);
    if (news.kind === "shown" && findStaff(news.view.roster, secrets.id) !== undefined) return;
    await setTimeout(ASK_EVERY_MS);
  }
}

/** Until the log holds what the insider wrote. */
async function untilTold({ look }: Watcher): Promise<Readonly<{ code: string }>> {
  for (;;) {
    const news = await look();
    if (news.kind === "stopped") return { code: news.code };
    await setTimeout(ASK_EVERY_MS);
  }
}

/** With the operator's own lane key, as the server itself would have: the next item, and its leaf for the feed. */
async function writeIntoLane({ running }: StaffedServer, signed: Uint8Array): Promise<void> {
  const insider = new Insider(running.dataDir);
  const seed = await readFile(join(running.dataDir, "operator.key"), "utf8");
  const signer = signerFromSeed(decodeBase64url(seed.trim()));
  const [last] = insider.sql(
    "SELECT slot, leaf FROM operator_items JOIN log_leaves USING (ticket) ORDER BY slot DESC LIMIT 1",
  );
  const item = encodeOperatorItem({ kind: "roster", roster: rosterHeadOf(signed), bytes: signed });
  const previous = last?.["leaf"] as Uint8Array;
  const place = { kind: "staff", previous, commitment: operatorItemCommitment(item) } as const;
  const leaf = await signLaneLeaf(signer, { ...place, next: signer.publicKey });
  const [queued] = insider.sql("INSERT INTO log_leaves (leaf) VALUES (?) RETURNING ticket", leaf);
  insider.sql(
    "INSERT INTO operator_items (slot, ticket, kind, item) VALUES (?, ?, 'roster', ?)",
    Number(last?.["slot"]) + 1,
    Number(queued?.["ticket"]),
    item,
  );
}
