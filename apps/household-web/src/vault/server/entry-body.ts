// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A signed entry as the server takes it: with the seed boxes that may go out now, and its leaf for the log. */
import { encodeBase64url } from "@nightlatch/bytes";
import type { MadeLaneLeaf } from "@nightlatch/protocol/keys";

export type EntryBody = Readonly<{
  entry: string;
  boxes: string[];
  leaf?: Readonly<{ leaf: string; salt: string }>;
}>;

export function entryBody(entry: Uint8Array, boxes: readonly Uint8Array[], made: MadeLaneLeaf | undefined): EntryBody {
  return {
    entry: encodeBase64url(entry),
    boxes: boxes.map(encodeBase64url),
    ...(made === undefined ? {} : { leaf: { leaf: encodeBase64url(made.leaf), salt: encodeBase64url(made.salt) } }),
  };
}
