// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The public log as one device believes it: the largest tree that it saw, and up to where its household is
 * proved. Plain data; the device keeps it for good, since forgetting it is what a rolled-back log hopes for.
 */
import { encodeCbor, type CborValue } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { EMPTY_TREE } from "@nightlatch/transparency/verify";
import { ProtocolError } from "../errors.ts";
import { decodeBounded, MapFields, readUint } from "../wire/map-fields.ts";
import { LANE_SALT_BYTES, PROTOCOL_VERSION } from "../wire/index.ts";

/** The household's newest leaf that this device checked. */
export type LoggedLeaf = Readonly<{
  leaf: Uint8Array;
  salt: Uint8Array;
  seq: number;
  index: number;
  /** A .tlog-proof file with the leaf in it: what evidence is made of, should another leaf turn up in its slot. */
  proof: Uint8Array;
}>;

export type LogView = Readonly<{
  /** The largest checkpoint accepted, as received; empty before the first. */
  checkpoint: Uint8Array;
  origin: string;
  size: number;
  root: Hash;
  /** The policy's quorum, and a hub of one's own where there is one, cosigned this checkpoint. */
  isWitnessed: boolean;
  /** Names of its cosigners by the policy; a hub of this household is "hub/ID". */
  cosignedBy: readonly string[];
  /** The latest witnessed time; never goes back. */
  witnessedMs?: number;
  leaf?: LoggedLeaf;
  /** Every entry up to this one is proved; -1 for none. Never goes back. */
  provedSeq: number;
  /** The last unproved entry that takes a demand away, and when this device saw it first (see judging-terms.ts). */
  lessened?: Readonly<{ seq: number; sinceMs: number }>;
}>;

/** Before the first answer. */
export const NO_LOG_VIEW: LogView = {
  checkpoint: new Uint8Array(0),
  origin: "",
  ...EMPTY_TREE,
  isWitnessed: false,
  cosignedBy: [],
  provedSeq: -1,
};

/** A note, a proof with another note in it, and the rest. */
const MAX_VIEW_BYTES = 2 * 1024 * 1024;
const MAX_COSIGNERS = 512;
const TREE_KEYS = ["v", "checkpoint", "origin", "size", "root", "isWitnessed", "cosignedBy", "witnessedMs"];
const KEYS = [...TREE_KEYS, "leaf", "provedSeq"];

export function encodeLogView(view: LogView): Uint8Array {
  return encodeCbor({
    v: PROTOCOL_VERSION,
    checkpoint: view.checkpoint,
    origin: view.origin,
    size: view.size,
    root: view.root,
    isWitnessed: view.isWitnessed,
    cosignedBy: view.cosignedBy,
    witnessedMs: view.witnessedMs ?? null,
    leaf: view.leaf === undefined ? null : encodeLeaf(view.leaf),
    provedSeq: view.provedSeq,
    ...(view.lessened === undefined ? {} : { lessened: { ...view.lessened } }),
  });
}

/** @throws protocol.malformed | protocol.bad_version | protocol.too_large */
export function decodeLogView(bytes: Uint8Array): LogView {
  const value = decodeBounded(bytes, MAX_VIEW_BYTES, "log view");
  // Absent in most views, and in all that were kept before there was such a field.
  const hasLessened = typeof value === "object" && value !== null && "lessened" in value;
  const fields = new MapFields(value, hasLessened ? [...KEYS, "lessened"] : KEYS, "log view");
  fields.version();
  const [witnessedMs, leaf] = [fields.value("witnessedMs"), fields.value("leaf")];
  return {
    checkpoint: fields.bytes("checkpoint"),
    origin: fields.text("origin"),
    size: fields.uint("size"),
    root: fields.bytes("root", HASH_BYTES) as Hash,
    isWitnessed: fields.bool("isWitnessed"),
    cosignedBy: fields.list("cosignedBy", MAX_COSIGNERS, readName),
    ...(witnessedMs === null ? {} : { witnessedMs: readUint(witnessedMs, "log view.witnessedMs") }),
    ...(leaf === null ? {} : { leaf: decodeLeaf(leaf) }),
    provedSeq: fields.value("provedSeq") === -1 ? -1 : fields.uint("provedSeq"),
    ...(hasLessened ? { lessened: decodeLessened(fields.value("lessened")) } : {}),
  };
}

function encodeLeaf({ leaf, salt, seq, index, proof }: LoggedLeaf): CborValue {
  return { leaf, salt, seq, index, proof };
}

function decodeLeaf(value: CborValue): LoggedLeaf {
  const fields = new MapFields(value, ["leaf", "salt", "seq", "index", "proof"], "log view.leaf");
  return {
    leaf: fields.bytes("leaf"),
    salt: fields.bytes("salt", LANE_SALT_BYTES),
    seq: fields.uint("seq"),
    index: fields.uint("index"),
    proof: fields.bytes("proof"),
  };
}

function decodeLessened(value: CborValue): NonNullable<LogView["lessened"]> {
  const fields = new MapFields(value, ["seq", "sinceMs"], "log view.lessened");
  return { seq: fields.uint("seq"), sinceMs: fields.uint("sinceMs") };
}

function readName(value: CborValue, what: string): string {
  if (typeof value === "string") return value;
  throw new ProtocolError("protocol.malformed", `${what} is not text`);
}
