// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Before anyone is signed in: whose console this is, and the first officers' signatures (protocol §15). */
import { MAX_ROSTER_ENTRY_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute } from "../../define-route.ts";
import { bytesText, exactBytesText, idText } from "../../field-types.ts";

export const readConsole = defineRoute({
  method: "GET",
  path: "/v1/staff/console",
  summary: "The operator's id, or the first entry that its officers have yet to sign; and the RP id for WebAuthn.",
  auth: "none",
  status: 200,
  response: z.object({
    rpId: z.string(),
    operator: idText.nullable(),
    founding: z.object({ entry: bytesText(MAX_ROSTER_ENTRY_BYTES), signers: z.array(idText) }).nullable(),
  }),
  isIdempotent: true,
  errors: [],
});

export const signFounding = defineRoute({
  method: "POST",
  path: "/v1/staff/founding",
  summary: "A first officer's signature under the roster's first entry. With the last one the roster begins.",
  // The signature is by a key in the entry, which the machine's owner put there: it needs no session.
  auth: "none",
  body: z.object({ staff: idText, signature: exactBytesText(64) }),
  status: 200,
  response: z.object({ isFounded: z.boolean() }),
  isIdempotent: true,
  errors: ["request.malformed", "operator.unknown", "roster.unknown_signer", "roster.bad_signature", "rate.limited"],
});
