// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The code behind what a grant opens to its staff device: acceptance, receipts, keys, clips. */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { formatId, grantMinutes, parseId, type ClipId } from "@nightlatch/protocol/wire";
import type { Hash } from "../ports/stored-types.ts";
import type { OpenGrant } from "../services/grants/grants.ts";
import type { OperatorServices } from "./operator-handlers.ts";
import type { StaffHandlers } from "./route-handler.ts";

export function makeGrantHandlers({ grants, fetches }: Pick<OperatorServices, "grants" | "fetches">) {
  return {
    listStaffGrants: async ({ caller }) => ({ grants: (await grants.list(caller.member)).map(grantText) }),
    postAcceptance: async ({ caller, body }) => ({ slot: await grants.accept(caller.member, body) }),
    readGrantBoxes: async ({ caller, params }) => ({
      boxes: (await grants.boxes(caller.member, hashOf(params.grant))).map(({ clip, box }) => ({
        clip: formatId(clip),
        box: encodeBase64url(box),
      })),
    }),
    postFetch: async ({ caller, body }) => {
      await fetches.keepReceipt(caller.member, body);
      return undefined;
    },
    readGrantedClip: async ({ caller, params }) => {
      const clip = await fetches.readClip(caller.member, hashOf(params.grant), parseId<ClipId>(params.clip));
      const { opening, manifest, startMs, endMs, parts } = clip;
      return {
        opening: encodeBase64url(opening),
        manifest: manifest === undefined ? null : encodeBase64url(manifest),
        startMs,
        endMs: endMs ?? null,
        parts: parts.map(({ index, sizeBytes }) => ({ index, sizeBytes })),
      };
    },
    readGrantedPart: ({ caller, params }) =>
      fetches.readPart(caller.member, hashOf(params.grant), parseId<ClipId>(params.clip), params.index),
  } satisfies Partial<StaffHandlers>;
}

function grantText({ grant, acceptedSlot }: OpenGrant) {
  const { head, body } = grant;
  const { request, purpose, clips, camera, sound, untilMs } = body;
  return {
    grant: encodeBase64url(head),
    request: encodeBase64url(request),
    purpose,
    clips: clips.map((one) => ({
      camera: formatId(one.camera),
      clip: formatId(one.clip),
      header: encodeBase64url(one.header),
    })),
    camera: camera === undefined ? null : formatId(camera),
    hasSound: sound,
    untilMs,
    minutes: grantMinutes(grant),
    acceptedSlot: acceptedSlot ?? null,
  };
}

/** The contract has measured it. */
function hashOf(text: string): Hash {
  return decodeBase64url(text) as Hash;
}
