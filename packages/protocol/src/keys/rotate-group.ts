// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A new epoch of a group, sealed to whoever goes on reading, with the way back into its history. */
import { SEED_BYTES } from "@nightlatch/crypto/keys";
import type { RandomSource } from "@nightlatch/crypto/random";
import { ProtocolError } from "../errors.ts";
import { formatId, type GroupId, type LedgerDevice, type LedgerState, type Rotation } from "../wire/index.ts";
import { deriveEpoch, sealChain, type EpochSecrets } from "./epoch-secrets.ts";
import type { Keyring } from "./keyring.ts";
import { sealToAll } from "./seal-boxes.ts";

export type GroupRotation = Readonly<{
  rotation: Rotation;
  /** Each box with its reader. */
  boxes: readonly Readonly<{ reader: LedgerDevice; box: Uint8Array }>[];
  secrets: EpochSecrets;
}>;

/** @throws protocol.unknown_epoch */
export async function rotateGroup(
  random: RandomSource,
  { state, keyring }: Readonly<{ state: LedgerState; keyring: Keyring }>,
  group: GroupId,
  readers: readonly LedgerDevice[],
): Promise<GroupRotation> {
  const known = state.groups.get(formatId(group))?.epochs;
  const last = known?.at(-1);
  if (known === undefined || last === undefined) throw new ProtocolError("protocol.unknown_epoch", "no such group");

  const place = { lane: state.lane, group, epoch: known.length };
  const secrets = await deriveEpoch(place, random(SEED_BYTES));
  // A hostile owner may have kept the last seed from us. History then goes on from the newest one that we hold; who
  // must be put out can still be put out.
  const held = [...known].reverse().find((epoch) => keyring.find(epoch.pkHash) !== undefined) ?? last;
  const chain = await sealChain(place, secrets.seed, keyring.read(held.pkHash).seed, random);
  const sealed = await sealToAll(place, secrets.seed, readers);
  const boxes = sealed.flatMap(({ box }, i) => readers.slice(i, i + 1).map((reader) => ({ reader, box })));
  const named = sealed.map((one) => one.named);
  return { rotation: { group, epoch: place.epoch, pk: secrets.pk, boxes: named, chain }, boxes, secrets };
}
