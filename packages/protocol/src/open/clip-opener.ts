// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Opens a clip for a member: the clip's key from the epoch, then fragment by fragment. Bytes that do not
 * open never reach a parser (protocol §6).
 */
import { equalBytes } from "@nightlatch/bytes";
import { openAead, type AeadKey } from "@nightlatch/crypto/aead";
import { hpkeOpen, type HpkePrivateKey } from "@nightlatch/crypto/hpke";
import type { Hash, VerifyKey } from "@nightlatch/crypto/keys";
import { merkleLeafHash } from "@nightlatch/crypto/merkle";
import { clipKeyInfo, ClipSalts, commitToKey, importTrackKey, plainLeafHash } from "../clip-secrets.ts";
import { ProtocolError } from "../errors.ts";
import { sealGrantBox, type GrantTarget } from "../grant-keys.ts";
import type { DeviceSecrets, Keyring } from "../keys/index.ts";
import {
  FRAME_HEAD_BYTES,
  fragmentAad,
  readWholeFrame,
  verifyClipOpening,
  type ClipHeader,
  type ClipOpening,
  type FragmentHead,
  type LedgerState,
  type TrackNumber,
} from "../wire/index.ts";

export type OpenedFragment = Readonly<{
  track: TrackNumber;
  startsGop: boolean;
  sequence: number;
  plain: Uint8Array;
  sealedLeaf: Hash;
  plainLeaf: Hash;
}>;

/** This device's own key, for clips that are sealed to it by itself: a guest's, or while a rotation is due. */
export type ClipReader = Pick<DeviceSecrets, "id" | "hpkePrivate">;

/**
 * Verifies the hub's signature and opens the clip's key, by the epoch or by `device`.
 * @throws protocol.* of verifyClipOpening | protocol.unknown_epoch | protocol.wrong_key | crypto.open_failed
 */
export async function openClip(
  opening: ClipOpening,
  state: LedgerState,
  keyring: Keyring,
  device?: ClipReader,
): Promise<ClipOpener> {
  verifyClipOpening(opening, state);
  const { header, headerHash } = opening;
  const { box, privateKey } = keyFor(opening, keyring, device);
  const dek = await hpkeOpen(privateKey, clipKeyInfo(headerHash), box);
  // A hub could seal different keys to different people; the commitment makes them all see one clip.
  if (!equalBytes(commitToKey(dek, header.clip), header.commit)) {
    throw new ProtocolError("protocol.wrong_key", "the clip's key is not the one its header commits to");
  }
  return new ClipOpener(header, headerHash, dek);
}

function keyFor(
  { header, keys }: ClipOpening,
  keyring: Keyring,
  device: ClipReader | undefined,
): Readonly<{ box: Uint8Array; privateKey: HpkePrivateKey }> {
  const own = keys.find(({ to }) => to.kind === "device" && device !== undefined && equalBytes(to.device, device.id));
  if (own !== undefined && device !== undefined) return { box: own.box, privateKey: device.hpkePrivate };
  const shared = keys.find(({ to }) => to.kind === "epoch" && equalBytes(to.epoch, header.epoch));
  if (shared !== undefined) return { box: shared.box, privateKey: keyring.read(header.epoch).privateKey };
  throw new ProtocolError("protocol.unknown_epoch", "the clip is sealed to nobody that this device is");
}

/** Opens fragments in any order; the caller keeps the order (see docs/protocol.md §6.5). */
export class ClipOpener {
  readonly header: ClipHeader;
  readonly headerHash: Hash;
  readonly #dek: Uint8Array;
  readonly #salts: ClipSalts;
  /** A promise while it is being imported: a fragment whose key is there does not wait for it. */
  readonly #trackKeys: (AeadKey | Promise<AeadKey> | undefined)[] = [];

  constructor(header: ClipHeader, headerHash: Hash, dek: Uint8Array) {
    this.header = header;
    this.headerHash = headerHash;
    this.#dek = dek;
    this.#salts = new ClipSalts(dek);
  }

  /** @throws protocol.malformed for what is no frame | crypto.open_failed for any changed byte or other place */
  async openFragment(frame: Uint8Array): Promise<OpenedFragment> {
    const head = readWholeFrame(frame);
    const key = this.#trackKeys[head.track] ?? this.#importTrackKey(head.track);
    const aad = fragmentAad(this.headerHash, head);
    const ciphertext = frame.subarray(FRAME_HEAD_BYTES);
    const plain = await openAead(key instanceof Promise ? await key : key, head.nonce, aad, ciphertext);
    return new Opened(head, frame, plain, this.#salts);
  }

  /**
   * Seals this clip's track keys to a member of the staff. Only behind a grant that was checked (judgeRelease): whoever
   * has the box can open the clip for good.
   */
  sealGrantBox(target: GrantTarget, hub: VerifyKey): Promise<Uint8Array> {
    return sealGrantBox(target, { headerHash: this.headerHash, hub, dek: this.#dek });
  }

  /** The salt of one fragment, for an export that proves its origin. */
  saltOf(sequence: number): Uint8Array {
    return this.#salts.of(sequence);
  }

  #importTrackKey(track: TrackNumber): Promise<AeadKey> {
    const importing = importTrackKey(this.#dek, track).then((key) => (this.#trackKeys[track] = key));
    this.#trackKeys[track] = importing;
    return importing;
  }
}

/** Live view needs no leaves: hashes only when asked. */
class Opened implements OpenedFragment {
  readonly track: TrackNumber;
  readonly startsGop: boolean;
  readonly sequence: number;
  readonly plain: Uint8Array;
  readonly #frame: Uint8Array;
  readonly #salts: ClipSalts;

  constructor({ track, startsGop, sequence }: FragmentHead, frame: Uint8Array, plain: Uint8Array, salts: ClipSalts) {
    this.track = track;
    this.startsGop = startsGop;
    this.sequence = sequence;
    this.plain = plain;
    this.#frame = frame;
    this.#salts = salts;
  }

  get sealedLeaf(): Hash {
    return merkleLeafHash(this.#frame);
  }

  get plainLeaf(): Hash {
    return plainLeafHash(this.#salts.of(this.sequence), this.plain);
  }
}
