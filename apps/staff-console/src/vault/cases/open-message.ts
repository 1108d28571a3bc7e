// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One sealed message to what the index keeps of it. What does not open is kept as that: it is shown, not hidden. */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { openCaseMessage, type CaseKey } from "@nightlatch/protocol/grant";
import {
  accessRequestHash,
  decodeAccessRequest,
  decodeSigned,
  formatId,
  MAX_REQUEST_BYTES,
  parseId,
  ProtocolError,
  type CaseId,
  type CaseMessage,
  type RosterState,
} from "@nightlatch/protocol/wire";
import type { OpenedBody, OpenedMessage, OpenedRequest } from "./case-index.ts";

export type SealedMessage = Readonly<{ case: string; n: number; atMs: number; message: Uint8Array }>;

export async function openMessage(
  key: CaseKey,
  { case: id, n, atMs, message }: SealedMessage,
  roster: RosterState,
): Promise<OpenedMessage> {
  try {
    const opened = await openCaseMessage(key, { case: parseId<CaseId>(id), n, roster }, message);
    const { from } = opened;
    const writer = from.kind === "staff" ? { staff: formatId(from.staff) } : {};
    return { case: id, n, atMs: opened.atMs, ...writer, body: bodyOf(opened) };
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    // instanceof alone leaves the type of its code open.
    const { code } = error as NightlatchError;
    return { case: id, n, atMs, body: { kind: "broken", code } };
  }
}

function bodyOf(message: CaseMessage): OpenedBody {
  const { body } = message;
  switch (body.kind) {
    case "words":
    case "health":
    case "close":
      return body;
    case "request":
      return { kind: "request", request: requestOf(message, body.request) };
    case "answer": {
      const grant = body.grant === undefined ? {} : { grant: encodeBase64url(body.grant) };
      return { kind: "answer", request: encodeBase64url(body.request), ...grant };
    }
  }
}

/**
 * The message's own signature covers the request's bytes, so the request's signature adds nothing for a colleague who
 * reads; the household checks it. What it says must be the writer's own, and of this case.
 */
function requestOf({ case: id, from }: CaseMessage, signed: Uint8Array): OpenedRequest {
  const { bytes } = decodeSigned(signed, MAX_REQUEST_BYTES, "request");
  const request = decodeAccessRequest(bytes);
  const isOwn = from.kind === "staff" && equalBytes(request.staff, from.staff) && equalBytes(request.case, id);
  if (!isOwn) throw new ProtocolError("protocol.malformed", "a request of somebody else, or of another case");
  const { kind, purpose, words, minutes, fromMs, toMs } = request;
  return { id: encodeBase64url(accessRequestHash(signed)), kind, purpose, words, minutes, fromMs, toMs };
}
