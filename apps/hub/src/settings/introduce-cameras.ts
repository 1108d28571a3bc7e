// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cameras of the configuration introduce themselves once; from then on their record is the owners'. */
import type { DeviceId } from "@nightlatch/protocol/wire";
import type { ReadTerms } from "../ledger/household.ts";
import type { RecordOutbox } from "../uplink/record-outbox.ts";
import type { CameraBook } from "./camera-book.ts";
import type { PublishRecord } from "./record-publisher.ts";

export type Introduction = Readonly<{
  hub: DeviceId;
  book: CameraBook;
  outbox: RecordOutbox;
  terms: ReadTerms;
  publish: PublishRecord;
}>;

export async function introduceCameras({ hub, book, outbox, terms, publish }: Introduction): Promise<void> {
  const group = terms()?.group;
  if (group === undefined) return;
  for (const { camera, configured } of book.admitConfigured()) {
    if (outbox.version("camera", camera) > 0) continue;
    const { name, retention } = configured;
    const [retentionDays, retentionBytes] = [retention.days, retention.sizeBytes];
    await publish(camera, { kind: "camera", name, hub, group, retentionDays, retentionBytes, removed: false }, group);
  }
}
