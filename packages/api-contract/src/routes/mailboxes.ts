// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where two devices meet to pair (protocol §11). Sealed, written once, gone after ten minutes. */
import { z } from "zod";
import { defineRoute, OCTETS } from "../define-route.ts";
import { countText, idText } from "../field-types.ts";
import { MAX_MAILBOX_BYTES } from "../limits.ts";

const params = z.object({ mailbox: idText, slot: z.enum(["offer", "reveal", "answer"]) });

export const putMailbox = defineRoute({
  method: "PUT",
  path: "/v1/mailboxes/{mailbox}/{slot}",
  summary: "Leaves a sealed message. The same bytes again are taken; other bytes are not.",
  auth: "none",
  params,
  body: OCTETS,
  maxBodyBytes: MAX_MAILBOX_BYTES,
  status: 201,
  isIdempotent: true,
  errors: ["request.malformed", "request.too_large", "mailbox.full", "rate.limited"],
});

export const readMailbox = defineRoute({
  method: "GET",
  path: "/v1/mailboxes/{mailbox}/{slot}",
  summary: "Reads a message, waiting up to `waitMs` for it.",
  auth: "none",
  params,
  query: z.object({ waitMs: countText().default(0) }),
  status: 200,
  response: OCTETS,
  isIdempotent: true,
  errors: ["request.malformed", "mailbox.empty", "rate.limited"],
});
