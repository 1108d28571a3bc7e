// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a device without a session may ask of the server, over HTTP. */
import type { HttpClient } from "@nightlatch/api-client";
import { MAX_WAIT_MS } from "@nightlatch/api-contract";
import { encodeBase64url } from "@nightlatch/bytes";
import { hasCode, NightlatchError } from "@nightlatch/errors";
import type { PublicServer } from "./household-server.ts";

/** A long poll is answered within its wait, plus the way there and back. */
const POLL_SLACK_MS = 10_000;

export function publicServer(http: HttpClient, nowMs: () => number): PublicServer {
  return {
    async createHousehold(entry, boxes) {
      await http.call("createHousehold", {
        body: { entry: encodeBase64url(entry), boxes: boxes.map(encodeBase64url) },
      });
    },
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
