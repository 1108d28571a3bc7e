// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a device without a session may ask of the server, over HTTP. */
import { findLogObject, type FetchLike, type HttpClient } from "@nightlatch/api-client";
import { MAX_WAIT_MS } from "@nightlatch/api-contract";
import { decodeBase64url, decodeUtf8, encodeBase64url } from "@nightlatch/bytes";
import { hasCode, NightlatchError } from "@nightlatch/errors";
import { entryBody } from "./entry-body.ts";
import type { PublicServer } from "./household-server.ts";

/** A long poll is answered within its wait, plus the way there and back. */
const POLL_SLACK_MS = 10_000;

export type PublicServerDeps = Readonly<{
  http: HttpClient;
  /** http(s) origin of the server. */
  origin: string;
  fetch: FetchLike;
  nowMs: () => number;
}>;

export function publicServer({ http, origin, fetch, nowMs }: PublicServerDeps): PublicServer {
  const readLog = (path: string): Promise<Uint8Array | undefined> => findLogObject(origin, fetch, path);
  return {
    async createHousehold(entry, boxes, leaf) {
      await http.call("createHousehold", { body: entryBody(entry, boxes, leaf) });
    },
    async logPolicy() {
      const policy = await readLog("policy");
      return policy === undefined ? "" : decodeUtf8(policy);
    },
    findLogObject: readLog,
    async releases() {
      const { laneKey, releases } = await http.call("readReleases", {});
      return {
        laneKey: decodeBase64url(laneKey),
        releases: releases.map(({ hash, ...listed }) => ({ ...listed, hash: decodeBase64url(hash) })),
      };
    },
    readRelease: (hash) => http.call("readRelease", { params: { hash: encodeBase64url(hash) } }),
    async putMessage(mailbox, slot, message) {
      await http.call("putMailbox", { params: { mailbox, slot }, body: message });
    },
    async waitForMessage(mailbox, slot, { untilMs, signal }) {
      for (;;) {
        const waitMs = Math.min(MAX_WAIT_MS, untilMs - nowMs());
        if (waitMs <= 0) throw expired();
        try {
          const input = { params: { mailbox, slot }, query: { waitMs: Math.floor(waitMs) } };
          return await http.call("readMailbox", input, { signal, timeoutMs: waitMs + POLL_SLACK_MS });
        } catch (error) {
          if (hasCode(error, "client.aborted")) throw cancelled();
          if (!hasCode(error, "mailbox.empty")) throw error;
        }
      }
    },
  };
}

function expired(): NightlatchError {
  return new NightlatchError("pairing.expired", "the other side did not answer in time", {
    advice: "The other device did not answer in time. Make a new link and try again, with both in front of you.",
  });
}

function cancelled(): NightlatchError {
  return new NightlatchError("pairing.cancelled", "pairing was cancelled", { advice: "Make a new link to try again." });
}
