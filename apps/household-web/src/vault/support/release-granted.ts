// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Hands granted clips over once their staff accepted in public (protocol §17.6, step 6). Everything that it goes by
 * is in the ledger, the log and the server's answers: after a crash at any step the next news are the next occasion.
 */
import { encodeBase64url } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { releaseGrant } from "@nightlatch/protocol/keys";
import { judgeKeyRelease, type GoodRelease } from "@nightlatch/protocol/log";
import { formatId, openGrants, type ClipId, type Grant, type LedgerState } from "@nightlatch/protocol/wire";
import { makingOf } from "../household/membership.ts";
import { knownError } from "../known-error.ts";
import { askOperator } from "./operator-desk.ts";
import { operatorDeps, type SupportDeps } from "./support-deps.ts";
import { supportError } from "./support-errors.ts";

/** Whether staff may be given something that they have not yet. */
export function isReleaseDue(state: LedgerState, nowMs: number): boolean {
  return openGrants(state, nowMs).some((grant) => waitingClips(grant).length > 0);
}

/** True when keys were handed over. @throws support.other_roster | ledger.grant_used when another owner was faster */
export async function releaseWhatIsGranted(deps: SupportDeps): Promise<boolean> {
  const { state } = deps.parts.ledger.current;
  let hasReleased = false;
  for (const grant of openGrants(state, deps.nowMs())) {
    // Of a live picture the hub seals each new clip.
    if (waitingClips(grant).length > 0 && (await release(deps, grant))) hasReleased = true;
  }
  return hasReleased;
}

async function release(deps: SupportDeps, grant: Grant): Promise<boolean> {
  const { parts, server, membership } = deps;
  const good = await judge(deps, grant);
  if (good === undefined) return false;
  const boxes = await sealBoxes(deps, good.grant);
  if (boxes.length === 0) return false;
  await parts.ledger.append(server, ({ state }) => releaseGrant(makingOf(membership), state, good, boxes));
  return true;
}

/** Undefined as long as a step of the way is missing. */
async function judge(deps: SupportDeps, { head }: Grant): Promise<GoodRelease | undefined> {
  const slot = await acceptanceSlot(deps, head);
  if (slot === undefined) return undefined;
  const news = await askOperator(operatorDeps(deps), slot);
  if (news.kind === "stopped") throw supportError("support.other_roster", news.code);
  if (news.kind !== "shown") return undefined;
  const { shown, ...operator } = news.view;
  const { state } = deps.parts.ledger.current;
  const verdict = judgeKeyRelease(head, shown, { ...operator, state, nowMs: deps.nowMs() });
  return verdict.kind === "good" ? verdict : undefined;
}

/** Where the acceptance stands in the operator's lane, by the server's word. */
async function acceptanceSlot({ server }: SupportDeps, head: Uint8Array): Promise<number | undefined> {
  try {
    return (await server.session.call("readAcceptance", { params: { grant: encodeBase64url(head) } })).slot;
  } catch (error) {
    if (hasCode(error, "acceptance.unknown") || hasCode(error, "grant.unknown")) return undefined;
    throw error;
  }
}

async function sealBoxes(
  { parts: { library } }: SupportDeps,
  grant: Grant,
): Promise<readonly Readonly<{ clip: ClipId; box: Uint8Array }>[]> {
  const { head, body } = grant;
  const target = { grant: head, hpke: body.staff.hpke, sound: body.sound };
  const boxes = [];
  for (const name of waitingClips(grant)) {
    try {
      boxes.push({ clip: name.clip, box: await library.sealGrantBox(name, target) });
    } catch (error) {
      // Deleted since, or not what was granted: the others are handed over all the same.
      if (knownError(error) === undefined || hasCode(error, "client.unreachable")) throw error;
    }
  }
  return boxes;
}

function waitingClips({ body, released }: Grant): Grant["body"]["clips"] {
  const done = new Set(released.map(({ clip }) => formatId(clip)));
  return body.clips.filter(({ clip }) => !done.has(formatId(clip)));
}
