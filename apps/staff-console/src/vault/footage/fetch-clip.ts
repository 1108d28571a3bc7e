// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Fetches one granted clip: first the signed receipt, which the household is shown, then the opening, then part by
 * part. What comes is attacker-controlled: the opening must be the clip that the household named, and no fragment of it
 * may be missing, repeated or out of order.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { NightlatchError } from "@nightlatch/errors";
import { openGrantedClip, signFetchReceipt, type GrantedFragment, type StaffSecrets } from "@nightlatch/protocol/grant";
import { parseId, readWholeFrame, splitFrames, type ClipId, type OperatorId } from "@nightlatch/protocol/wire";
import type { StaffCall } from "../server/staff-calls.ts";

export type FetchDeps = Readonly<{ call: StaffCall; staff: StaffSecrets; operator: OperatorId; nowMs: () => number }>;
export type GrantedName = Readonly<{ grant: string; clip: string; header: string; box: Uint8Array }>;

export type FetchedClip = Readonly<{
  startMs: number;
  endMs: number;
  fragments: () => AsyncGenerator<GrantedFragment>;
}>;

/** @throws clip.wrong | protocol.* | crypto.open_failed | ClientError */
export async function fetchClip(deps: FetchDeps, name: GrantedName): Promise<FetchedClip> {
  const { call, staff, operator, nowMs } = deps;
  const grant = decodeBase64url(name.grant) as Hash;
  const receipt = { operator, grant, clip: parseId<ClipId>(name.clip), atMs: nowMs() };
  await call("postFetch", { body: Uint8Array.from(await signFetchReceipt(staff, receipt)) });
  const params = { grant: name.grant, clip: name.clip };
  const listed = await call("readGrantedClip", { params });
  const clip = await openGrantedClip(staff, { grant, opening: decodeBase64url(listed.opening), box: name.box });
  if (encodeBase64url(clip.headerHash) !== name.header) throw wrongClip("another clip than the household granted");

  return {
    startMs: clip.header.startMs,
    endMs: listed.endMs ?? clip.header.startMs,
    async *fragments() {
      let expected = 0;
      for (const { index } of listed.parts) {
        const bytes = await call("readGrantedPart", { params: { ...params, index } });
        const { frames, rest } = splitFrames(bytes);
        if (rest.length > 0) throw wrongClip("a part ends inside a fragment");
        for (const frame of frames) {
          if (readWholeFrame(frame).sequence !== expected) throw wrongClip(`fragment ${expected} is missing`);
          expected += 1;
          const fragment = await clip.openFragment(frame);
          if (fragment !== undefined) yield fragment;
        }
      }
    },
  };
}

function wrongClip(message: string): NightlatchError {
  return new NightlatchError("clip.wrong", message, {
    advice: "The server did not give what the household granted. Tell an officer.",
  });
}
