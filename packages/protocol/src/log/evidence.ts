// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The file that a device writes when it refuses something for good: all that a stranger needs to judge the same
 * offline (protocol §13.6). It holds signed and public bytes only, never a key.
 */
import { encodeCbor, type CborValue } from "@nightlatch/bytes";
import { ProtocolError } from "../errors.ts";
import { decodeBounded, MapFields, readBytes } from "../wire/map-fields.ts";
import { PROTOCOL_VERSION, type LaneId } from "../wire/index.ts";

export const EVIDENCE_KINDS = ["ledger", "log", "lane", "clip", "release"] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

export type EvidenceItem = Readonly<{ name: string; bytes: Uint8Array }>;

export type Evidence = Readonly<{
  kind: EvidenceKind;
  /** With which code the device refused. */
  code: string;
  /** The device's clock when it did. */
  atMs: number;
  /** The household; of a release, zeros. */
  lane: LaneId;
  /** In a fixed order; a name may come more than once. */
  items: readonly EvidenceItem[];
}>;

/** A long ledger, or a whole clip. */
export const MAX_EVIDENCE_BYTES = 128 * 1024 * 1024;
const MAX_ITEMS = 65_536;
const MAX_NAME_CHARACTERS = 80;
const CODE = /^[a-z]+\.[a-z_]{1,60}$/;

export function encodeEvidence({ kind, code, atMs, lane, items }: Evidence): Uint8Array {
  const encoded = items.map(({ name, bytes }) => ({ name, bytes }));
  return encodeCbor({ v: PROTOCOL_VERSION, kind, code, atMs, lane, items: encoded });
}

/** @throws protocol.malformed | protocol.bad_version | protocol.too_large */
export function decodeEvidence(bytes: Uint8Array): Evidence {
  const value = decodeBounded(bytes, MAX_EVIDENCE_BYTES, "evidence");
  const fields = new MapFields(value, ["v", "kind", "code", "atMs", "lane", "items"], "evidence");
  fields.version();
  const code = fields.text("code");
  if (!CODE.test(code)) throw new ProtocolError("protocol.malformed", "evidence names a code");
  return {
    kind: fields.word("kind", EVIDENCE_KINDS),
    code,
    atMs: fields.uint("atMs"),
    lane: fields.id<LaneId>("lane"),
    items: fields.list("items", MAX_ITEMS, decodeItem),
  };
}

function decodeItem(value: CborValue): EvidenceItem {
  const fields = new MapFields(value, ["name", "bytes"], "evidence item");
  const name = fields.text("name");
  if (name.length > MAX_NAME_CHARACTERS) {
    throw new ProtocolError("protocol.too_large", "the name of an evidence item is too long");
  }
  return { name, bytes: readBytes(fields.value("bytes"), "evidence item") };
}
