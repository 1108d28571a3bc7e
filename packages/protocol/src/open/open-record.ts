// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Opens a record, after its author's signature and right to write it were checked (protocol §8). */
import { decodeCbor } from "@nightlatch/bytes";
import { equalBytes } from "@nightlatch/bytes";
import { hpkeOpen, type HpkePrivateKey } from "@nightlatch/crypto/hpke";
import { ProtocolError } from "../errors.ts";
import type { DeviceSecrets, Keyring } from "../keys/index.ts";
import { decodeContent, type RecordContent, type SharedCameraContent } from "../record-content.ts";
import { unpadContent } from "../record-padding.ts";
import { sharedCameraId, verifyRecord, type LedgerState, type Recipient, type RecordHeader } from "../wire/index.ts";

export type RecordKeys = Readonly<{ device: DeviceSecrets; keyring: Keyring }>;
export type OpenedRecord = Readonly<{ header: RecordHeader; content: RecordContent }>;

/**
 * @throws protocol.* of verifyRecord | protocol.unknown_epoch | protocol.malformed | crypto.open_failed
 * @returns undefined for a record addressed to another device: not an error, just not ours
 */
export async function openRecord(
  bytes: Uint8Array,
  state: LedgerState,
  keys: RecordKeys,
): Promise<OpenedRecord | undefined> {
  const { header, headerHash, box } = verifyRecord(bytes, state);
  const privateKey = privateKeyFor(header.to, keys);
  if (privateKey === undefined) return undefined;
  const padded = await hpkeOpen(privateKey, { label: "record", context: headerHash }, box);
  const content = decodeContent(header.kind, decodePlain(unpadContent(padded)));
  if (content.kind === "shared-camera" && !isAboutIts(content, header)) {
    throw new ProtocolError("protocol.malformed", "a shared camera's record has another id");
  }
  return { header, content };
}

/** The id says which camera and which guest, so that an old record about one cannot stand for another. */
function isAboutIts({ camera }: SharedCameraContent, { id, to }: RecordHeader): boolean {
  return to.kind === "device" && equalBytes(id, sharedCameraId(camera, to.device));
}

function privateKeyFor(to: Recipient, { device, keyring }: RecordKeys): HpkePrivateKey | undefined {
  if (to.kind === "epoch") return keyring.read(to.epoch).privateKey;
  return equalBytes(to.device, device.id) ? device.hpkePrivate : undefined;
}

function decodePlain(content: Uint8Array): ReturnType<typeof decodeCbor> {
  try {
    return decodeCbor(content);
  } catch (cause) {
    throw new ProtocolError("protocol.malformed", "a record's content is not deterministic CBOR", { cause });
  }
}
