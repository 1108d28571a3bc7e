// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Wires the hub's part in the public log: witness, reader, writer, alarms. */
import type { DeviceSession } from "@nightlatch/api-client";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { ServerToHub } from "@nightlatch/api-contract";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { logEvidence, type LogAnswer } from "@nightlatch/protocol/log";
import { parseAddCheckpoint } from "@nightlatch/transparency/witness";
import { fetchByNode } from "../fetch-by-node.ts";
import type { HubParts } from "../hub-parts.ts";
import { EntryTable } from "../ledger/entry-table.ts";
import type { LedgerFollower } from "../ledger/ledger-follower.ts";
import type { HubChannel } from "../server-link.ts";
import type { PublishRecord } from "../settings/record-publisher.ts";
import { FactTable } from "../store/fact-table.ts";
import type { HubDatabase } from "../store/open-database.ts";
import { AlarmTable } from "./alarm-table.ts";
import { Alarms } from "./alarms.ts";
import { HubWitness } from "./hub-witness.ts";
import { LaneTable } from "./lane-table.ts";
import { LaneWriter } from "./lane-writer.ts";
import { LogBook } from "./log-book.ts";
import { LogKeeper } from "./log-keeper.ts";
import { OwnLane } from "./own-lane.ts";
import { SignedNote } from "./signed-note.ts";
import { TileWatch } from "./tile-watch.ts";
import { WitnessTable } from "./witness-table.ts";

export type LogWiring = Readonly<{
  parts: Pick<HubParts, "clock" | "log" | "random">;
  serverUrl: string;
  database: HubDatabase;
  hub: DeviceSecrets;
  follower: LedgerFollower;
  session: DeviceSession;
  publish: PublishRecord;
  onProved: () => void;
}>;

type AddCheckpoint = Extract<ServerToHub, { type: "add-checkpoint" }>;

export type LogPart = Readonly<{
  book: LogBook;
  keeper: LogKeeper;
  alarms: Alarms;
  /** Takes in an answer about the log that came with something else. False when the log was found out by it. */
  follow: (answer: LogAnswer) => Promise<boolean>;
  /** Answers a request to cosign. */
  cosign: (request: AddCheckpoint, channel: HubChannel) => Promise<void>;
}>;

export function startLog(wiring: LogWiring): LogPart {
  const { parts, serverUrl, database, hub, follower, session, publish, onProved } = wiring;
  const { clock, log, random } = parts;
  const [facts, entries] = [new FactTable(database), new EntryTable(database)];
  const nowMs = () => clock.nowMs();
  const state = () => follower.state;
  const ledger = () => follower.ledger;

  const alarms = new Alarms({ facts, entries, table: new AlarmTable(database), publish, random, log });
  const book = new LogBook({ session, facts, ledger, nowMs, vouchedSeq: follower.vouchedSeq });
  const forks: Uint8Array[] = [];
  const signed = new SignedNote(database);
  const witness = new HubWitness({
    ...{ hub, state, nowMs },
    store: new WitnessTable(database),
    isHalted: () => alarms.isHalted,
    mayVouch: (tree) => keeper.mayVouch(tree),
    onSigned: (body) => {
      signed.keep(parseAddCheckpoint(body).checkpoint);
    },
    onFork: (body) => forks.push(body),
  });
  const indexOf = (origin: string) => new LaneTable(database, origin);
  const watch = new TileWatch({ serverUrl, fetch: fetchByNode, indexOf, state, nowMs });
  const writer = new LaneWriter({ session, hub, ledger, view: () => book.view, random, nowMs });
  const own = new OwnLane({ session, headAt: (seq) => follower.seenHeadAt(seq), syncLedger: () => follower.sync() });
  const keeper = new LogKeeper({ clock, log, follower, book, watch, own, writer, alarms, onProved });

  return {
    book,
    keeper,
    alarms,
    follow: async (answer) => {
      const news = book.follow(answer);
      if (news.kind === "stopped") await alarms.raise(news.evidence);
      return news.kind === "followed";
    },
    cosign: async ({ id, body }, channel) => {
      const answer = await witness.answer(decodeBase64url(body));
      for (const fork of forks.splice(0)) {
        const { checkpoint: newer, proof: consistency } = parseAddCheckpoint(fork);
        const { lane, policy } = follower.state;
        const place = { code: "transparency.fork", atMs: nowMs(), lane, policy };
        await alarms.raise(logEvidence({ ...place, older: signed.read() ?? book.view.checkpoint, newer, consistency }));
      }
      channel.send({ type: "checkpoint-answer", id, status: answer.status, body: encodeBase64url(answer.body) });
    },
  };
}
