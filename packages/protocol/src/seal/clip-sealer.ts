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
import { clipKeyInfo, ClipSalts, commitToKey, importTrackKey, plainLeafHash } from "../clip-secrets.ts";
import { sealGrantBox, type GrantTarget } from "../grant-keys.ts";
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
  type DeviceId,
  type DevicePublicKeys,
  type GroupId,
  type LaneId,
  type SealedKey,
  type TrackNumber,
} from "../wire/index.ts";

export type ClipPlan = Readonly<{
  hub: DeviceSecrets;
  lane: LaneId;
  group: GroupId;
  camera: CameraId;
  /** The group's last epoch, from the ledger: the header names it. */
  epochKey: Readonly<{ pk: HpkePublicKey; pkHash: Hash }>;
  /** False while the group awaits a rotation: nothing is sealed to the epoch then. True when absent. */
  isForEpoch?: boolean;
  /** Who gets the clip's key by itself (clipRecipients): guests, or each reader while a rotation is due. */
  devices?: readonly ClipDevice[];
  /** Live grants of this camera that may be served now, each checked by the caller (protocol §17.4). */
  grants?: readonly GrantTarget[];
  /** The last ledger entry seen. */
  seq: number;
  boot: BootId;
  startMs: number;
  random: RandomSource;
}>;

export type ClipDevice = Readonly<{ id: DeviceId; keys: Pick<DevicePublicKeys, "hpke"> }>;

export type PlainFragment = Readonly<{ track: TrackNumber; startsGop: boolean; plain: Uint8Array }>;

export type SealedFragment = Readonly<{
  /** Head and ciphertext: what is stored and what is sent live. */
  frame: Uint8Array;
  track: TrackNumber;
  startsGop: boolean;
  sequence: number;
  plain: Uint8Array;
  salts: ClipSalts;
}>;

/**
 * The fragment's leaves for the manifest. Apart from sealing: live view does not wait for them. To be asked for
 * before the sealer is destroyed.
 */
export function manifestLeaves(fragment: SealedFragment): Readonly<{ sealedLeaf: Hash; plainLeaf: Hash }> {
  const { frame, plain, salts, sequence } = fragment;
  return { sealedLeaf: merkleLeafHash(frame), plainLeaf: plainLeafHash(salts.of(sequence), plain) };
}

/** Draws the clip's key, seals it to whoever may watch and signs the opening. */
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
  const keys = await sealKeys(plan, headerHash, dek);
  const signature = await plan.hub.ledger.sign(OPENING_CONTEXT, openingSignedBytes(headerBytes, keys));
  const opening = encodeClipOpening({ headerBytes, keys, signature });

  const secrets = {
    init: await importTrackKey(dek, TRACKS.init),
    video: await importTrackKey(dek, TRACKS.video),
    audio: await importTrackKey(dek, TRACKS.audio),
    salts: new ClipSalts(dek),
  };
  dek.fill(0);
  return new ClipSealer({ header, headerHash, opening, random: plan.random, secrets });
}

function sealKeys(plan: ClipPlan, headerHash: Hash, dek: Uint8Array): Promise<readonly SealedKey[]> {
  const { epochKey, isForEpoch = true, devices = [], grants = [] } = plan;
  invariant(isForEpoch || devices.length > 0, "a clip is sealed to someone");
  const toEpoch = { to: { kind: "epoch", epoch: epochKey.pkHash }, pk: epochKey.pk } as const;
  const toDevices = devices.map(({ id, keys }) => ({ to: { kind: "device", device: id }, pk: keys.hpke }) as const);
  const clip = { headerHash, hub: plan.hub.publicKeys.ledger, dek };
  return Promise.all([
    ...[...(isForEpoch ? [toEpoch] : []), ...toDevices].map(async ({ to, pk }) => ({
      to,
      box: await hpkeSeal(pk, clipKeyInfo(headerHash), dek),
    })),
    ...grants.map(async (target) => ({
      to: { kind: "grant", grant: target.grant } as const,
      box: await sealGrantBox(target, clip),
    })),
  ]);
}

type SealerSecrets = Readonly<{ init: AeadKey; video: AeadKey; audio: AeadKey; salts: ClipSalts }>;

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
    return { frame, track, startsGop, sequence, plain, salts: secrets.salts };
  }

  /** Forgets the keys. What was sealed is now closed to this hub, too. */
  destroy(): void {
    this.#secrets?.salts.destroy();
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
