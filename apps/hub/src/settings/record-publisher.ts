// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Seals what the hub tells the household (names, states, thumbnails) and puts it in the outbox. */
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { sealRecord, type RecordContent } from "@nightlatch/protocol/seal";
import type { Id } from "@nightlatch/protocol/wire";
import type { ReadTerms } from "../ledger/household.ts";
import type { Clock } from "../ports/clock.ts";
import type { RecordOutbox } from "../uplink/record-outbox.ts";

export type RecordPublisherDeps = Readonly<{
  hub: DeviceSecrets;
  terms: ReadTerms;
  outbox: RecordOutbox;
  clock: Clock;
  /** Something waits in the outbox. */
  onRecord: () => void;
}>;

export type PublishRecord = (id: Id, content: RecordContent) => Promise<void>;

/** Seals to the household's current epoch. A hub that was put out says nothing more. */
export function recordPublisher(deps: RecordPublisherDeps): PublishRecord {
  const { hub, terms, outbox, clock, onRecord } = deps;
  return async (id, content) => {
    const now = terms();
    if (now === undefined) return;
    const version = outbox.version(content.kind, id) + 1;
    const to = { kind: "epoch", epoch: now.epoch.pkHash, pk: now.epoch.pk } as const;
    const plan = { author: hub, lane: now.lane, id, version, to, content, atMs: clock.nowMs() };
    outbox.put({ kind: content.kind, id, version, record: await sealRecord(plan) });
    onRecord();
  };
}
