// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Seals what the hub tells the household (names, states, thumbnails) and puts it in the outbox. */
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import { sealRecord, type RecordContent } from "@nightlatch/protocol/seal";
import { currentEpoch, isRotationDue, peopleGroup, type Epoch, type GroupId, type Id } from "@nightlatch/protocol/wire";
import type { ReadTerms, SealingTerms } from "../ledger/household.ts";
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

/**
 * `group`: whose record it is, for what is of one camera. Answers whether the record is on its way: while the household
 * awaits a change of key there is none that only its own people know, and nothing was said.
 */
export type PublishRecord = (id: Id, content: RecordContent, group?: GroupId) => Promise<boolean>;

/** Seals to who may read it: an alarm is for everyone, the rest for the cameras' readers. A removed hub says nothing. */
export function recordPublisher(deps: RecordPublisherDeps): PublishRecord {
  const { hub, terms, outbox, clock, onRecord } = deps;
  return async (id, content, group) => {
    const now = terms(group);
    const epoch = now === undefined ? undefined : readersOf(now, content);
    if (now === undefined || epoch === undefined) return false;
    const version = outbox.version(content.kind, id) + 1;
    const to = { kind: "epoch", epoch: epoch.pkHash, pk: epoch.pk } as const;
    const plan = { author: hub, lane: now.lane, id, version, to, content, atMs: clock.nowMs() };
    outbox.put({ kind: content.kind, id, version, record: await sealRecord(plan) });
    onRecord();
    return true;
  };
}

/** Undefined while nothing may be sealed to them. */
function readersOf({ state, epoch, isRotationDue: isDue }: SealingTerms, content: RecordContent): Epoch | undefined {
  if (content.kind !== "alarm") return isDue ? undefined : epoch;
  const people = peopleGroup(state);
  return isRotationDue(state, people) ? undefined : currentEpoch(state, people);
}
