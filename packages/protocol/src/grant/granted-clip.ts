// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Opens one clip that a household granted, and no other (protocol §17.3): the box binds grant and clip, and holds
 * the granted tracks' keys alone. Opening and frames come from the server and are attacker-controlled.
 */
import { equalBytes } from "@nightlatch/bytes";
import { importAeadKey, openAead, type AeadKey } from "@nightlatch/crypto/aead";
import { hpkeOpen } from "@nightlatch/crypto/hpke";
import type { Hash } from "@nightlatch/crypto/keys";
import { verifySignature, type VerifyKey } from "@nightlatch/crypto/signature";
import { ProtocolError } from "../errors.ts";
import { decodeGrantKeys, grantBoxInfo } from "../grant-keys.ts";
import {
  decodeClipOpening,
  FRAME_HEAD_BYTES,
  fragmentAad,
  OPENING_CONTEXT,
  openingSignedBytes,
  readWholeFrame,
  type ClipHeader,
  type ClipOpening,
  type TrackNumber,
} from "../wire/index.ts";
import type { StaffSecrets } from "./staff-secrets.ts";

export type GrantedFragment = Readonly<{
  track: TrackNumber;
  startsGop: boolean;
  sequence: number;
  plain: Uint8Array;
}>;

export type GrantedClipPlace = Readonly<{
  grant: Hash;
  /** As served: its signed form. */
  opening: Uint8Array;
  /** From a release; absent for a live clip, whose opening holds it. */
  box?: Uint8Array;
}>;

/**
 * @throws protocol.malformed | bad_version | too_large | bad_signature (of the hub that the household named)
 * @throws protocol.unknown_epoch when nothing in the opening is for this grant | crypto.open_failed
 */
export async function openGrantedClip(
  { hpkePrivate }: StaffSecrets,
  { grant, opening: bytes, box }: GrantedClipPlace,
): Promise<GrantedClip> {
  const opening = decodeClipOpening(bytes);
  const { header, headerHash } = opening;
  const sealed = box ?? grantedBoxIn(opening, grant);
  const { hub, tracks } = decodeGrantKeys(await hpkeOpen(hpkePrivate, grantBoxInfo(grant, headerHash), sealed));
  const signed = openingSignedBytes(opening.headerBytes, opening.keys);
  if (!verifySignature(hub, OPENING_CONTEXT, signed, opening.signature)) {
    throw new ProtocolError("protocol.bad_signature", "the household's hub did not sign this clip");
  }
  const keys = await Promise.all(tracks.map(async ({ track, key }) => [track, await importAeadKey(key)] as const));
  for (const { key } of tracks) key.fill(0);
  return new GrantedClip({ header, headerHash, hub }, new Map(keys));
}

function grantedBoxIn({ keys }: ClipOpening, grant: Hash): Uint8Array {
  const own = keys.find(({ to }) => to.kind === "grant" && equalBytes(to.grant, grant));
  if (own !== undefined) return own.box;
  throw new ProtocolError("protocol.unknown_epoch", "the clip is not sealed to this grant");
}

type Origin = Readonly<{ header: ClipHeader; headerHash: Hash; hub: VerifyKey }>;

/** Opens fragments in any order; the caller keeps the order (protocol §6.5). */
export class GrantedClip {
  readonly header: ClipHeader;
  readonly headerHash: Hash;
  /** Signs the camera's manifests, too. */
  readonly hub: VerifyKey;
  readonly #keys: ReadonlyMap<TrackNumber, AeadKey>;

  constructor({ header, headerHash, hub }: Origin, keys: ReadonlyMap<TrackNumber, AeadKey>) {
    this.header = header;
    this.headerHash = headerHash;
    this.hub = hub;
    this.#keys = keys;
  }

  /** Which tracks this grant opens. */
  get tracks(): readonly TrackNumber[] {
    return [...this.#keys.keys()];
  }

  /** Undefined for a track that was not granted. @throws protocol.malformed for no frame | crypto.open_failed */
  async openFragment(frame: Uint8Array): Promise<GrantedFragment | undefined> {
    const head = readWholeFrame(frame);
    const { track, startsGop, sequence, nonce } = head;
    const key = this.#keys.get(track);
    if (key === undefined) return undefined;
    const aad = fragmentAad(this.headerHash, head);
    return { track, startsGop, sequence, plain: await openAead(key, nonce, aad, frame.subarray(FRAME_HEAD_BYTES)) };
  }
}
