// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The code behind the routes of a household's lane in the public log, and of the releases. */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { Hash } from "../ports/stored-types.ts";
import type { Services } from "./handlers.ts";
import type { Handlers } from "./route-handler.ts";

export function makeLogHandlers({ ledgers, log, releases }: Pick<Services, "ledgers" | "log" | "releases">) {
  return {
    readLane: async ({ caller }) => {
      const last = await log.lastLeaf(caller.lane);
      if (last === undefined) return {};
      const { leaf, salt, seq, index } = last;
      return { leaf: encodeBase64url(leaf), salt: encodeBase64url(salt), seq, index };
    },
    readLogProof: async ({ caller, query }) => {
      const { checkpoint, consistency, leaf } = await log.proofFor(caller.state, query.from);
      return {
        checkpoint: encodeBase64url(checkpoint),
        consistency: consistency.map(encodeBase64url),
        leaf: leaf && {
          leaf: encodeBase64url(leaf.leaf),
          salt: encodeBase64url(leaf.salt),
          seq: leaf.seq,
          index: leaf.index,
          inclusion: leaf.inclusion.map(encodeBase64url),
        },
      };
    },
    putLeaf: async ({ caller, body }) => {
      const sent = { leaf: decodeBase64url(body.leaf), salt: decodeBase64url(body.salt) };
      return { slot: await ledgers.addLeaf(caller.lane, sent, body.seq) };
    },
    readReleases: async () => {
      const { laneKey, lane, logged } = await releases.list();
      return {
        laneKey: encodeBase64url(laneKey),
        lane: encodeBase64url(lane),
        releases: logged.map(({ slot, index, hash, version, atMs }) => ({
          slot,
          index,
          hash: encodeBase64url(hash),
          version,
          atMs,
        })),
      };
    },
    readRelease: ({ params }) => releases.read(decodeBase64url(params.hash) as Hash),
  } satisfies Partial<Handlers>;
}
