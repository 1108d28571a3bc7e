// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Seals and signs a record: a name, a setting, a thumbnail (protocol §8). */
import { encodeCbor } from "@nightlatch/bytes";
import { hpkeSeal } from "@nightlatch/crypto/hpke";
import type { Hash, HpkePublicKey } from "@nightlatch/crypto/keys";
import type { DeviceSecrets } from "../keys/index.ts";
import { encodeContent, type RecordContent } from "../record-content.ts";
import { padContent } from "../record-padding.ts";
import {
  encodeRecord,
  encodeRecordHeader,
  RECORD_CONTEXT,
  recordHeaderHash,
  recordSignedBytes,
  type DeviceId,
  type Id,
  type LaneId,
} from "../wire/index.ts";

/** The public key to seal to, with its name. */
export type RecordRecipient =
  | Readonly<{ kind: "epoch"; epoch: Hash; pk: HpkePublicKey }>
  | Readonly<{ kind: "device"; device: DeviceId; pk: HpkePublicKey }>;

export type RecordPlan = Readonly<{
  author: DeviceSecrets;
  lane: LaneId;
  id: Id;
  /** One more than the version it replaces; 1 at first. */
  version: number;
  to: RecordRecipient;
  content: RecordContent;
  atMs: number;
}>;

/** @throws protocol.too_large when the content does not fit 1 MiB */
export async function sealRecord(plan: RecordPlan): Promise<Uint8Array> {
  const { author, lane, id, version, to, content, atMs } = plan;
  const headerBytes = encodeRecordHeader({ lane, kind: content.kind, id, version, author: author.id, to, atMs });
  const info = { label: "record", context: recordHeaderHash(headerBytes) };
  const box = await hpkeSeal(to.pk, info, padContent(encodeCbor(encodeContent(content))));
  const signature = await author.ledger.sign(RECORD_CONTEXT, recordSignedBytes(headerBytes, box));
  return encodeRecord({ headerBytes, box, signature });
}
