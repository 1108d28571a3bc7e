// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What was granted to this key, and the acceptance that comes before anything is opened. */
import { decodeBase64url } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { signAcceptance } from "@nightlatch/protocol/grant";
import type { Hash } from "@nightlatch/crypto/keys";
import { PURPOSES } from "@nightlatch/protocol/wire";
import type { GrantView, VaultApi } from "../../vault-client/vault-api.ts";
import { answerTo } from "../cases/case-views.ts";
import type { CaseIndex, KnownCase, OpenedRequest } from "../cases/case-index.ts";
import { titleOf } from "../cases/case-words.ts";
import type { CaseDesk } from "../desk/case-desk.ts";
import type { Desk } from "../desk/desk.ts";
import { findGrants, type OpenGrant } from "../footage/open-grants.ts";
import { namesOf } from "./case-calls.ts";

const MINUTE_MS = 60_000;

export function grantCalls(desk: Desk, cases: CaseDesk): Pick<VaultApi, "grants" | "acceptGrant"> {
  return {
    async grants() {
      const { session } = desk.signedIn();
      const index = await cases.index();
      const mine = ownRequests(index, namesOf(desk).me);
      const open = await findGrants(session.call);
      const shown = open.map((grant) => openView(grant, mine.get(grant.request)));
      const ids = new Set(open.map(({ grant }) => grant));
      const over = [...mine.values()].flatMap((own) => endedView(own, ids));
      return [...shown, ...over.sort((a, b) => b.untilMs - a.untilMs)];
    },

    async acceptGrant(id) {
      const { session, identity, operator } = desk.signedIn();
      const grant = (await findGrants(session.call)).find((one) => one.grant === id);
      const purpose = PURPOSES.find((known) => known === grant?.purpose);
      if (grant === undefined || purpose === undefined) throw gone();
      const { kind, minutes } = grant;
      const atMs = desk.deps.nowMs();
      const acceptance = { operator, grant: decodeBase64url(id) as Hash, purpose, kind, minutes, atMs };
      const signed = await signAcceptance(identity.staff, acceptance);
      await session.call("postAcceptance", { body: Uint8Array.from(signed) });
      desk.notify("grants");
    },
  };
}

type OwnRequest = Readonly<{ known: KnownCase; request: OpenedRequest; atMs: number }>;

function ownRequests(index: CaseIndex, me: string): ReadonlyMap<string, OwnRequest> {
  const own = new Map<string, OwnRequest>();
  for (const known of index.all()) {
    for (const { body, staff, atMs } of known.messages) {
      if (body.kind === "request" && staff === me) own.set(body.request.id, { known, request: body.request, atMs });
    }
  }
  return own;
}

function openView(grant: OpenGrant, own: OwnRequest | undefined): GrantView {
  const { grant: id, kind, untilMs, state, clips } = grant;
  const purpose = PURPOSES.find((known) => known === grant.purpose) ?? "other";
  return { id, ...caseOf(own), kind, purpose, clips: clips.length, untilMs, state };
}

/** A yes whose grant the server no longer lists: over, by its time or by the household's word. */
function endedView(own: OwnRequest, open: ReadonlySet<string>): readonly GrantView[] {
  const { known, request } = own;
  const grant = answerTo(known.messages, request.id)?.grant;
  if (grant === undefined || open.has(grant)) return [];
  const untilMs = own.atMs + request.minutes * MINUTE_MS;
  const { kind, purpose } = request;
  return [{ id: grant, ...caseOf(own), kind, purpose, clips: 0, untilMs, state: "ended" }];
}

function caseOf(own: OwnRequest | undefined): Readonly<{ case: string; caseTitle: string }> {
  return own === undefined ? { case: "", caseTitle: "" } : { case: own.known.facts.id, caseTitle: titleOf(own.known) };
}

function gone(): NightlatchError {
  return new NightlatchError("grant.ended", "no such open grant", {
    advice: "The time is over, or the household stopped it. Ask again if it is still needed.",
  });
}
