// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A household's answer to what staff ask to see (protocol §17.2). Before anything is signed, or confirmed for another
 * owner, this device judges the request itself: who asks is in the proved roster, works now, and asked within 12 hours.
 * Each step is durable before the next; done twice, it is done once.
 */
import { equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { signGrant, type GrantChoice } from "@nightlatch/protocol/keys";
import { judgeRequest, type GoodRequest } from "@nightlatch/protocol/log";
import {
  accessRequestHash,
  formatId,
  parseId,
  type CameraId,
  type CaseId,
  type GrantBody,
  type RosterState,
} from "@nightlatch/protocol/wire";
import type { AllowInput } from "../../vault-client/vault-api.ts";
import { assertOwner, makingOf } from "../household/membership.ts";
import { readMessages, writeMessage } from "./case-messages.ts";
import { answeredBy } from "./given-access.ts";
import { readOperator } from "./operator-desk.ts";
import { operatorDeps, type SupportDeps } from "./support-deps.ts";
import { grantError, supportError } from "./support-errors.ts";

export type RequestPlace = Readonly<{ case: string; n: number }>;

/** @throws grant.* | support.* */
export async function judgeAsked(deps: SupportDeps, { case: id, n }: RequestPlace): Promise<GoodRequest> {
  const caseId = parseId<CaseId>(id);
  const { shown: _, ...operator } = await readOperator(operatorDeps(deps));
  const signed = await readRequest(deps, caseId, n, operator.roster);
  const { state } = deps.parts.ledger.current;
  const verdict = judgeRequest(signed, caseId, { ...operator, state, nowMs: deps.nowMs() });
  if (verdict.kind === "refused") throw grantError(verdict.code);
  return verdict;
}

/** Returns the head of the entry, which may wait for another owner. @throws grant.* | support.* | ledger.* */
export async function allowAsked(deps: SupportDeps, input: AllowInput): Promise<Uint8Array> {
  const { parts, server, membership } = deps;
  const { ledger } = parts;
  assertOwner(ledger.current.state, membership.device);
  const good = await judgeAsked(deps, input);
  const choice = await choiceOf(deps, good, input);
  const known = answeredBy(ledger.history, ledger.current.state, good.hash);
  if (known === undefined) await membership.assertMayExpand();
  // Signed before, and the answer to the staff was lost on the way: then only that is made up for.
  const head =
    known?.head ??
    (await ledger.append(server, ({ state }) => signGrant(makingOf(membership), state, good, choice))).state.head;
  const given = answeredBy(ledger.history, ledger.current.state, good.hash);
  if (given?.kind === "given") await answer(deps, input, { request: good.hash, grant: given.head });
  return head;
}

/** @throws support.* */
export async function refuseAsked(deps: SupportDeps, place: RequestPlace): Promise<void> {
  const { roster } = await readOperator(operatorDeps(deps));
  const signed = await readRequest(deps, parseId<CaseId>(place.case), place.n, roster);
  await answer(deps, place, { request: accessRequestHash(signed) });
}

/** Before another owner's wish is confirmed: the same questions as before one's own. @throws grant.* | support.* */
export async function judgeWish(deps: SupportDeps, { request }: Pick<GrantBody, "request">): Promise<void> {
  const { roster } = await readOperator(operatorDeps(deps));
  for (const { id } of deps.parts.book.all("case")) {
    const messages = await readMessages(deps, id as Uint8Array as CaseId, roster);
    const asked = messages.find(
      ({ message }) => message?.body.kind === "request" && equalBytes(accessRequestHash(message.body.request), request),
    );
    if (asked?.message !== undefined) {
      await judgeAsked(deps, { case: formatId(id), n: asked.n });
      return;
    }
  }
  throw supportError("support.unknown_request", "no case holds the request");
}

async function readRequest(deps: SupportDeps, id: CaseId, n: number, roster: RosterState): Promise<Uint8Array> {
  const body = (await readMessages(deps, id, roster)).find((message) => message.n === n)?.message?.body;
  if (body?.kind === "request") return body.request;
  throw supportError("support.unknown_request", "no request at that place");
}

async function choiceOf(
  { parts: { library } }: SupportDeps,
  { request }: GoodRequest,
  { clips, camera, minutes, sound }: AllowInput,
): Promise<GrantChoice> {
  if (request.kind === "live") {
    if (camera === undefined) throw supportError("support.nothing_chosen", "no camera");
    return { camera: parseId<CameraId>(camera), sound, minutes };
  }
  if (clips.length === 0) throw supportError("support.nothing_chosen", "no recording");
  const names = [];
  for (const clip of clips) names.push(await library.nameOf(clip));
  return { clips: names, sound, minutes };
}

/** The grant stands whether or not these words arrive: a case that was closed meanwhile takes none. */
async function answer(
  deps: SupportDeps,
  { case: id }: RequestPlace,
  body: Readonly<{ request: Hash; grant?: Hash }>,
): Promise<void> {
  await writeMessage(deps, parseId<CaseId>(id), { kind: "answer", ...body });
}
