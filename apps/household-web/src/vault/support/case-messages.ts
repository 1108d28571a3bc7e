// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads and writes the sealed messages of one case (protocol §16.2). What staff wrote is theirs by their signature
 * and the roster; a message that cannot be opened is told as such, and hides no other.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { openCaseMessage } from "@nightlatch/protocol/open";
import { sealHouseholdMessage, type CaseKey } from "@nightlatch/protocol/seal";
import { formatId, type CaseBody, type CaseId, type CaseMessage, type RosterState } from "@nightlatch/protocol/wire";
import { knownError } from "../known-error.ts";
import { readCaseRecord, type SupportDeps } from "./support-deps.ts";

export type OpenedMessage = Readonly<{ n: number; atMs: number; message?: CaseMessage; code?: string }>;

const ATTEMPTS = 3;

/** All of them, in order. @throws support.unknown_case | server codes */
export async function readMessages(
  deps: SupportDeps,
  id: CaseId,
  roster: RosterState,
): Promise<readonly OpenedMessage[]> {
  const { key } = readCaseRecord(deps, id).content;
  const opened: OpenedMessage[] = [];
  for (;;) {
    const from = opened.length;
    const page = await deps.server.session.call("readCaseMessages", {
      params: { case: formatId(id) },
      query: { from },
    });
    for (const [i, { atMs, message }] of page.messages.entries()) {
      opened.push(await open(key as CaseKey, { case: id, n: from + i, roster }, atMs, decodeBase64url(message)));
    }
    if (page.messages.length === 0) return opened;
  }
}

/** Behind the messages that are there. @throws case.closed | protocol.too_large | server codes */
export async function writeMessage(deps: SupportDeps, id: CaseId, body: CaseBody): Promise<void> {
  const { server, random, nowMs } = deps;
  const key = readCaseRecord(deps, id).content.key as CaseKey;
  for (let attempt = 1; ; attempt += 1) {
    const n = await countMessages(deps, id);
    const message = encodeBase64url(await sealHouseholdMessage(key, { case: id, n, atMs: nowMs(), body }, random));
    try {
      const input = { params: { case: formatId(id) }, body: { n, message, closes: body.kind === "close" } };
      await server.session.call("appendCaseMessage", input);
      return;
    } catch (error) {
      // Somebody else wrote meanwhile: this one comes after it.
      if (!hasCode(error, "case.conflict") || attempt === ATTEMPTS) throw error;
    }
  }
}

async function countMessages({ server }: SupportDeps, id: CaseId): Promise<number> {
  const { cases } = await server.session.call("readCaseStates", { body: { cases: [formatId(id)] } });
  return cases[0]?.count ?? 0;
}

async function open(
  key: CaseKey,
  place: Readonly<{ case: CaseId; n: number; roster: RosterState }>,
  atMs: number,
  sealed: Uint8Array,
): Promise<OpenedMessage> {
  const { n } = place;
  try {
    const message = await openCaseMessage(key, place, sealed);
    return { n, atMs: message.atMs, message };
  } catch (error) {
    const known = knownError(error);
    if (known === undefined) throw error;
    return { n, atMs, code: known.code };
  }
}
