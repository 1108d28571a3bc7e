// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Seals one clip, fragment by fragment. The clip's key lives here, in memory, until `destroy`; on disk and
 * wire there is only what is sealed to the household (protocol §6).
 */
import { invariant } from "@nightlatch/errors";
import { NONCE_BYTES, sealAead, type AeadKey } from "@nightlatch/crypto/aead";
import { hpkeSeal } from "@nightlatch/crypto/hpke";
import { SEED_BYTES, type Hash, type HpkePublicKey } from "@nightlatch/crypto/keys";
import { merkleLeafHash } from "@nightlatch/crypto/merkle";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  clipKeyInfo,
  commitToKey,
  deriveSaltKey,
  fragmentSalt,
  importTrackKey,
  plainLeafHash,
} from "../clip-secrets.ts";
import type { DeviceSecrets } from "../keys/index.ts";
import {
  clipHeaderHash,
  encodeClipHeader,
  encodeClipOpening,
  FRAME_HEAD_BYTES,
  fragmentAad,
  ID_BYTES,
  OPENING_CONTEXT,
  openingSignedBytes,
  TRACKS,
  writeFragmentHead,
  type BootId,
  type CameraId,
  type ClipHeader,
  type ClipId,
  type GroupId,
  type LaneId,
  type TrackNumber,
} from "../wire/index.ts";

export type ClipPlan = Readonly<{
  hub: DeviceSecrets;
  lane: LaneId;
  group: GroupId;
  camera: CameraId;
  /** The group's current epoch, from the ledger. */
  epochKey: Readonly<{ pk: HpkePublicKey; pkHash: Hash }>;
  /** The last ledger entry seen. */
  seq: number;
  boot: BootId;
  startMs: number;
  random: RandomSource;
}>;

export type PlainFragment = Readonly<{ track: TrackNumber; startsGop: boolean; plain: Uint8Array }>;

export type SealedFragment = Readonly<{
  /** Head and ciphertext: what is stored and what is sent live. */
  frame: Uint8Array;
  track: TrackNumber;
  startsGop: boolean;
  sequence: number;
  plain: Uint8Array;
  salt: Uint8Array;
}>;

/** The fragment's leaves for the manifest. Apart from sealing: live view does not wait for them. */
export function manifestLeaves(fragment: SealedFragment): Readonly<{ sealedLeaf: Hash; plainLeaf: Hash }> {
  return { sealedLeaf: merkleLeafHash(fragment.frame), plainLeaf: plainLeafHash(fragment.salt, fragment.plain) };
}

/** Draws the clip's key, seals it to the epoch and signs the opening. */
export async function createClipSealer(plan: ClipPlan): Promise<ClipSealer> {
  const dek = plan.random(SEED_BYTES);
  const clip = plan.random(ID_BYTES) as Uint8Array as ClipId;
  const header: ClipHeader = {
    lane: plan.lane,
    group: plan.group,
    camera: plan.camera,
    clip,
    epoch: plan.epochKey.pkHash,
    seq: plan.seq,
    hub: plan.hub.id,
    boot: plan.boot,
    startMs: plan.startMs,
    commit: commitToKey(dek, clip),
  };
  const headerBytes = encodeClipHeader(header);
  const headerHash = clipHeaderHash(headerBytes);
  const box = await hpkeSeal(plan.epochKey.pk, clipKeyInfo(headerHash), dek);
  const keys = [{ to: { kind: "epoch", epoch: plan.epochKey.pkHash }, box }] as const;
  const signature = await plan.hub.ledger.sign(OPENING_CONTEXT, openingSignedBytes(headerBytes, keys));
  const opening = encodeClipOpening({ headerBytes, keys, signature });

  const secrets = {
    init: await importTrackKey(dek, TRACKS.init),
    video: await importTrackKey(dek, TRACKS.video),
    audio: await importTrackKey(dek, TRACKS.audio),
    saltKey: deriveSaltKey(dek),
  };
  dek.fill(0);
  return new ClipSealer({ header, headerHash, opening, random: plan.random, secrets });
}

type SealerSecrets = Readonly<{ init: AeadKey; video: AeadKey; audio: AeadKey; saltKey: Uint8Array }>;

export class ClipSealer {
  readonly clip: ClipId;
  readonly header: ClipHeader;
  readonly headerHash: Hash;
  /** Signed opening: store and send it before any fragment. */
  readonly opening: Uint8Array;
  readonly #random: RandomSource;
  #secrets: SealerSecrets | undefined;
  #nextSequence = 0;

  constructor(parts: {
    header: ClipHeader;
    headerHash: Hash;
    opening: Uint8Array;
    random: RandomSource;
    secrets: SealerSecrets;
  }) {
    this.clip = parts.header.clip;
    this.header = parts.header;
    this.headerHash = parts.headerHash;
    this.opening = parts.opening;
    this.#random = parts.random;
    this.#secrets = parts.secrets;
  }

  /** Seals the next fragment. The first must be the init segment; numbers are given at the call, in call order. */
  async sealFragment({ track, startsGop, plain }: PlainFragment): Promise<SealedFragment> {
    const secrets = this.#secrets;
    invariant(secrets !== undefined, "a destroyed sealer seals nothing");
    const sequence = this.#nextSequence;
    this.#nextSequence += 1;
    invariant((track === TRACKS.init) === (sequence === 0), "the init segment comes first, and once");
    const head = { track, startsGop, sequence, nonce: this.#random(NONCE_BYTES) };
    const aad = fragmentAad(this.headerHash, head);
    const frame = await sealAead(keyOf(secrets, track), head.nonce, aad, plain, FRAME_HEAD_BYTES);
    writeFragmentHead(frame, head);
    return { frame, track, startsGop, sequence, plain, salt: fragmentSalt(secrets.saltKey, sequence) };
  }

  /** Forgets the keys. What was sealed is now closed to this hub, too. */
  destroy(): void {
    this.#secrets?.saltKey.fill(0);
    this.#secrets = undefined;
  }
}

function keyOf(secrets: SealerSecrets, track: TrackNumber): AeadKey {
  switch (track) {
    case TRACKS.init:
      return secrets.init;
    case TRACKS.video:
      return secrets.video;
    case TRACKS.audio:
      return secrets.audio;
  }
}
