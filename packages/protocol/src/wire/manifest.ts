// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A camera's signed diary (protocol §7): one chain a camera, an item a clip, a heartbeat or a gap. Whoever
 * deletes a clip leaves a hole in the chain.
 */
import { encodeCbor, type CborValue } from "@nightlatch/bytes";
import { labelledHash } from "@nightlatch/crypto/hash";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { verifySignature } from "@nightlatch/crypto/signature";
import { equalBytes } from "@nightlatch/bytes";
import { ProtocolError } from "../errors.ts";
import { formatId, type CameraId, type ClipId, type DeviceId, type LaneId } from "./identifiers.ts";
import type { LedgerState } from "./ledger-state.ts";
import { decodeBounded, MapFields, readArray, readUint } from "./map-fields.ts";
import { PROTOCOL_VERSION } from "./protocol-version.ts";
import { decodeSigned } from "./signed-bytes.ts";
import { MAX_MANIFEST_BYTES } from "./size-limits.ts";

export const MANIFEST_CONTEXT = "manifest";
export const HEARTBEAT_INTERVAL_MS = 10 * 60 * 1000;
const MAX_PARTS = 4096;

export const GAP_REASONS = ["camera_offline", "hub_stopped", "disk_full", "paused"] as const;
export type GapReason = (typeof GAP_REASONS)[number];

/** A run of whole fragments, stored as one object. */
export type Part = Readonly<{ firstSequence: number; startMs: number; sizeBytes: number }>;

export type ClipContent = Readonly<{
  kind: "clip";
  clip: ClipId;
  /** Hash of the clip's header. */
  header: Hash;
  startMs: number;
  endMs: number;
  /** Number of fragments, the init segment included. */
  count: number;
  /** Merkle root over the sealed frames. */
  sealedRoot: Hash;
  /** Merkle root over the salted plain fragments: a trimmed export still proves its origin. */
  plainRoot: Hash;
  parts: readonly Part[];
  /** The hub crashed while recording; this was closed at its next start. */
  cut: boolean;
}>;
export type HeartbeatContent = Readonly<{ kind: "heartbeat" }>;
export type GapContent = Readonly<{ kind: "gap"; fromMs: number; toMs: number; reason: GapReason }>;
export type ManifestContent = ClipContent | HeartbeatContent | GapContent;

export type Manifest = Readonly<{
  lane: LaneId;
  hub: DeviceId;
  camera: CameraId;
  /** Position in the camera's chain, from 0. */
  n: number;
  /** Hash of the signed manifest before; 32 zero bytes at n 0. */
  prev: Hash;
  atMs: number;
  content: ManifestContent;
}>;

export function manifestHash(signedManifest: Uint8Array): Hash {
  return labelledHash("manifest", signedManifest);
}

export function encodeManifest(manifest: Manifest): Uint8Array {
  return encodeCbor({
    v: PROTOCOL_VERSION,
    lane: manifest.lane,
    hub: manifest.hub,
    camera: manifest.camera,
    n: manifest.n,
    prev: manifest.prev,
    atMs: manifest.atMs,
    kind: manifest.content.kind,
    content: encodeContent(manifest.content),
  });
}

/** Decodes the signed form without judging the signature. @throws protocol.malformed | bad_version | too_large */
export function decodeManifest(signedManifest: Uint8Array): Manifest {
  const { bytes } = decodeSigned(signedManifest, MAX_MANIFEST_BYTES, "signed manifest");
  const keys = ["v", "lane", "hub", "camera", "n", "prev", "atMs", "kind", "content"];
  const fields = new MapFields(decodeBounded(bytes, MAX_MANIFEST_BYTES, "manifest"), keys, "manifest");
  fields.version();
  return {
    lane: fields.id<LaneId>("lane"),
    hub: fields.id<DeviceId>("hub"),
    camera: fields.id<CameraId>("camera"),
    n: fields.uint("n"),
    prev: fields.bytes("prev", HASH_BYTES) as Hash,
    atMs: fields.uint("atMs"),
    content: decodeContent(fields.word("kind", ["clip", "heartbeat", "gap"]), fields.value("content")),
  };
}

/**
 * Decodes a manifest that a hub of this household signed. The place in the chain is the caller's to check.
 * @throws protocol.malformed | wrong_household | unknown_device | not_allowed | bad_signature
 */
export function verifyManifest(signedManifest: Uint8Array, state: LedgerState): Manifest {
  const manifest = decodeManifest(signedManifest);
  if (!equalBytes(manifest.lane, state.lane)) {
    throw new ProtocolError("protocol.wrong_household", "the manifest belongs to another household");
  }
  const hub = state.devices.get(formatId(manifest.hub));
  if (hub === undefined) throw new ProtocolError("protocol.unknown_device", "no such hub in this household");
  if (hub.role !== "hub") throw new ProtocolError("protocol.not_allowed", "only a hub writes manifests");
  const { bytes, signature } = decodeSigned(signedManifest, MAX_MANIFEST_BYTES, "signed manifest");
  if (!verifySignature(hub.keys.ledger, MANIFEST_CONTEXT, bytes, signature)) {
    throw new ProtocolError("protocol.bad_signature", "the hub did not sign this manifest");
  }
  return manifest;
}

function encodeContent(content: ManifestContent): CborValue {
  switch (content.kind) {
    case "heartbeat":
      return {};
    case "gap":
      return { fromMs: content.fromMs, toMs: content.toMs, reason: content.reason };
    case "clip":
      return {
        clip: content.clip,
        header: content.header,
        startMs: content.startMs,
        endMs: content.endMs,
        count: content.count,
        sealedRoot: content.sealedRoot,
        plainRoot: content.plainRoot,
        parts: content.parts.map((part) => [part.firstSequence, part.startMs, part.sizeBytes]),
        cut: content.cut,
      };
  }
}

function decodeContent(kind: ManifestContent["kind"], value: CborValue): ManifestContent {
  switch (kind) {
    case "heartbeat":
      new MapFields(value, [], "heartbeat");
      return { kind };
    case "gap":
      return decodeGap(value);
    case "clip":
      return decodeClip(value);
  }
}

function decodeGap(value: CborValue): GapContent {
  const fields = new MapFields(value, ["fromMs", "toMs", "reason"], "gap");
  const gap = { fromMs: fields.uint("fromMs"), toMs: fields.uint("toMs"), reason: fields.word("reason", GAP_REASONS) };
  if (gap.toMs < gap.fromMs) throw new ProtocolError("protocol.malformed", "a gap that ends before it starts");
  return { kind: "gap", ...gap };
}

function decodeClip(value: CborValue): ClipContent {
  const keys = ["clip", "header", "startMs", "endMs", "count", "sealedRoot", "plainRoot", "parts", "cut"];
  const fields = new MapFields(value, keys, "clip manifest");
  const content: ClipContent = {
    kind: "clip",
    clip: fields.id<ClipId>("clip"),
    header: fields.bytes("header", HASH_BYTES) as Hash,
    startMs: fields.uint("startMs"),
    endMs: fields.uint("endMs"),
    count: fields.uint("count"),
    sealedRoot: fields.bytes("sealedRoot", HASH_BYTES) as Hash,
    plainRoot: fields.bytes("plainRoot", HASH_BYTES) as Hash,
    parts: fields.list("parts", MAX_PARTS, decodePart),
    cut: fields.bool("cut"),
  };
  assertConsistent(content);
  return content;
}

function decodePart(value: CborValue, what: string): Part {
  const [firstSequence, startMs, sizeBytes] = readArray(value, what, 3);
  return {
    firstSequence: readUint(firstSequence, what),
    startMs: readUint(startMs, what),
    sizeBytes: readUint(sizeBytes, what),
  };
}

function assertConsistent(clip: ClipContent): void {
  const firsts = clip.parts.map((part) => part.firstSequence);
  const rising = firsts.every((first, i) => (i === 0 ? first === 0 : first > (firsts[i - 1] ?? 0)));
  const lastFits = (firsts.at(-1) ?? clip.count) < clip.count;
  if (!rising || !lastFits || clip.endMs < clip.startMs) {
    throw new ProtocolError("protocol.malformed", "a clip manifest that contradicts itself");
  }
}
