// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Brings a sealed clip to the server as its hub does: the opening, then part by part. */
import { formatId } from "@nightlatch/protocol/wire";
import type { SealedClip } from "./sealed-clip.ts";
import type { HouseholdOnServer } from "./test-server.ts";

/** The clip's id as text. */
export async function uploadClip({ as }: HouseholdOnServer, { clip, opening, parts }: SealedClip): Promise<string> {
  const id = formatId(clip);
  await as.hub.call("putClip", { params: { clip: id }, body: opening });
  for (const [index, part] of parts.entries()) {
    await as.hub.call("putPart", { params: { clip: id, index }, body: part });
  }
  return id;
}
