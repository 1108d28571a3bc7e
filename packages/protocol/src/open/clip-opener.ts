// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Opens a clip for a member: the clip's key from the epoch, then fragment by fragment. Bytes that do not
 * open never reach a parser (protocol §6).
 */
import { equalBytes } from "@nightlatch/bytes";
import { openAead, type AeadKey } from "@nightlatch/crypto/aead";
import { hpkeOpen } from "@nightlatch/crypto/hpke";
import type { Hash } from "@nightlatch/crypto/keys";
import { merkleLeafHash } from "@nightlatch/crypto/merkle";
import {
  clipKeyInfo,
  commitToKey,
  deriveSaltKey,
  fragmentSalt,
  importTrackKey,
  plainLeafHash,
} from "../clip-secrets.ts";
import { ProtocolError } from "../errors.ts";
import type { Keyring } from "../keys/index.ts";
import {
  fragmentAad,
  readWholeFrame,
  verifyClipOpening,
  type ClipHeader,
  type ClipOpening,
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

/**
 * Verifies the hub's signature and opens the clip's key.
 * @throws protocol.* of verifyClipOpening | protocol.unknown_epoch | protocol.wrong_key | crypto.open_failed
 */
export async function openClip(opening: ClipOpening, state: LedgerState, keyring: Keyring): Promise<ClipOpener> {
  verifyClipOpening(opening, state);
  const { header, headerHash } = opening;
  const sealedKey = opening.keys.find((key) => key.to.kind === "epoch" && equalBytes(key.to.epoch, header.epoch));
  if (sealedKey === undefined) throw new ProtocolError("protocol.unknown_epoch", "the clip has no key for its epoch");
  const { privateKey } = keyring.read(header.epoch);
  const dek = await hpkeOpen(privateKey, clipKeyInfo(headerHash), sealedKey.box);
  // A hub could seal different keys to different people; the commitment makes them all see one clip.
  if (!equalBytes(commitToKey(dek, header.clip), header.commit)) {
    throw new ProtocolError("protocol.wrong_key", "the clip's key is not the one its header commits to");
  }
  return new ClipOpener(header, headerHash, dek);
}

/** Opens fragments in any order; the caller keeps the order (see docs/protocol.md §6.5). */
export class ClipOpener {
  readonly header: ClipHeader;
  readonly headerHash: Hash;
  readonly #dek: Uint8Array;
  readonly #saltKey: Uint8Array;
  readonly #trackKeys = new Map<TrackNumber, Promise<AeadKey>>();

  constructor(header: ClipHeader, headerHash: Hash, dek: Uint8Array) {
    this.header = header;
    this.headerHash = headerHash;
    this.#dek = dek;
    this.#saltKey = deriveSaltKey(dek);
  }

  /** @throws protocol.malformed for what is no frame | crypto.open_failed for any changed byte or other place */
  async openFragment(frame: Uint8Array): Promise<OpenedFragment> {
    const { track, startsGop, sequence, nonce, ciphertext } = readWholeFrame(frame);
    const aad = fragmentAad(this.headerHash, { track, startsGop, sequence });
    const plain = await openAead(await this.#trackKey(track), nonce, aad, ciphertext);
    const saltKey = this.#saltKey;
    return {
      track,
      startsGop,
      sequence,
      plain,
      // Live view needs no leaves: hash only when asked.
      get sealedLeaf() {
        return merkleLeafHash(frame);
      },
      get plainLeaf() {
        return plainLeafHash(fragmentSalt(saltKey, sequence), plain);
      },
    };
  }

  /** The salt of one fragment, for an export that proves its origin. */
  saltOf(sequence: number): Uint8Array {
    return fragmentSalt(this.#saltKey, sequence);
  }

  #trackKey(track: TrackNumber): Promise<AeadKey> {
    const known = this.#trackKeys.get(track);
    if (known !== undefined) return known;
    const imported = importTrackKey(this.#dek, track);
    this.#trackKeys.set(track, imported);
    return imported;
  }
}
