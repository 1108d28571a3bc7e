// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What is inside a grant box (protocol §17.3): the keys of the granted tracks, never the clip's own key, from which
 * all others follow; and the hub's key, so that staff see who recorded. Encoder and decoder are twins.
 */
import { decodeCbor, encodeCbor } from "@nightlatch/bytes";
import { hpkeSeal, type HpkeInfo } from "@nightlatch/crypto/hpke";
import { SEED_BYTES, type Hash, type HpkePublicKey, type VerifyKey } from "@nightlatch/crypto/keys";
import { parseVerifyKey } from "@nightlatch/crypto/signature";
import { trackKeyBytes } from "./clip-secrets.ts";
import { ProtocolError } from "./errors.ts";
import { grantBoxContext, TRACKS, type TrackNumber } from "./wire/index.ts";
import { MapFields, readArray, readBytes } from "./wire/map-fields.ts";

/** To whom, under which grant, with or without the sound. */
export type GrantTarget = Readonly<{ grant: Hash; hpke: HpkePublicKey; sound: boolean }>;

export type TrackKey = Readonly<{ track: TrackNumber; key: Uint8Array }>;
export type GrantKeys = Readonly<{ hub: VerifyKey; tracks: readonly TrackKey[] }>;

/** Seals a clip's track keys to one member of the staff. `dek` stays with the caller. */
export function sealGrantBox(
  { grant, hpke, sound }: GrantTarget,
  clip: Readonly<{ headerHash: Hash; hub: VerifyKey; dek: Uint8Array }>,
): Promise<Uint8Array> {
  const granted = sound ? GRANTED_TRACKS : GRANTED_TRACKS.slice(0, FEWEST_TRACKS);
  const tracks = granted.map((track) => ({ track, key: trackKeyBytes(clip.dek, track) }));
  return hpkeSeal(hpke, grantBoxInfo(grant, clip.headerHash), encodeGrantKeys({ hub: clip.hub, tracks }));
}

export function grantBoxInfo(grant: Hash, headerHash: Hash): HpkeInfo {
  return { label: "grant-key", context: grantBoxContext(grant, headerHash) };
}

export function encodeGrantKeys({ hub, tracks }: GrantKeys): Uint8Array {
  return encodeCbor({ hub, tracks: tracks.map(({ track, key }) => [track, key]) });
}

/** @throws protocol.malformed: whoever sealed it was no device of ours */
export function decodeGrantKeys(plain: Uint8Array): GrantKeys {
  const fields = new MapFields(decodePlain(plain), ["hub", "tracks"], "granted keys");
  const tracks = readArray(fields.value("tracks"), "granted keys.tracks").map((value, i) => {
    const [track, key] = readArray(value, "granted key", 2);
    const expected = GRANTED_TRACKS[i];
    if (expected === undefined || track !== expected) throw malformed();
    return { track: expected, key: readBytes(key, "granted key", SEED_BYTES) };
  });
  if (tracks.length < FEWEST_TRACKS) throw malformed();
  return { hub: readHub(fields), tracks };
}

/** In this order; the sound may be missing. */
const GRANTED_TRACKS = [TRACKS.init, TRACKS.video, TRACKS.audio] as const;
const FEWEST_TRACKS = 2;

function decodePlain(plain: Uint8Array): ReturnType<typeof decodeCbor> {
  try {
    return decodeCbor(plain);
  } catch (cause) {
    throw new ProtocolError("protocol.malformed", "granted keys are not deterministic CBOR", { cause });
  }
}

function readHub(fields: MapFields): VerifyKey {
  try {
    return parseVerifyKey(fields.bytes("hub"));
  } catch (cause) {
    throw new ProtocolError("protocol.malformed", "the hub's key is not acceptable", { cause });
  }
}

function malformed(): ProtocolError {
  return new ProtocolError("protocol.malformed", "granted keys are those of init, video and perhaps audio");
}
