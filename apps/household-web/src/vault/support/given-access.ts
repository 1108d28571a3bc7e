// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What this household ever let staff see, from its own signed history alone: each grant, its end, and which clips'
 * keys were sealed to the staff. Nothing that a server says is in it. Pure.
 */
import { encodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { findGrant, type DeviceId, type GrantBody, type LedgerState } from "@nightlatch/protocol/wire";
import type { HistoryEntry, LedgerHistory } from "../ledger/ledger-history.ts";

export type GivenAccess = Readonly<{
  /** Names the grant. */
  head: Hash;
  seq: number;
  body: GrantBody;
  by: DeviceId;
  atMs: number;
  stoppedAtMs?: number;
  releases: readonly Readonly<{ atMs: number; clips: number }>[];
}>;

/** Oldest first. */
export function givenAccesses(history: Pick<LedgerHistory, "entries" | "withHead">): readonly GivenAccess[] {
  const given = new Map<string, GivenAccess>();
  const change = (grant: Hash, next: (before: GivenAccess) => GivenAccess): void => {
    const before = given.get(encodeBase64url(grant));
    if (before !== undefined) given.set(encodeBase64url(grant), next(before));
  };
  for (const entry of history.entries) {
    const { body, head, seq, actor, timeMs } = entry;
    const granted = grantOf(history, entry);
    if (granted !== undefined) {
      given.set(encodeBase64url(head), { head, seq, body: granted, by: actor, atMs: timeMs, releases: [] });
    }
    if (body.type === "revoke") change(body.grant, (before) => ({ ...before, stoppedAtMs: timeMs }));
    if (body.type === "release") {
      const release = { atMs: timeMs, clips: body.keys.length };
      change(body.grant, (before) => ({ ...before, releases: [...before.releases, release] }));
    }
  }
  return [...given.values()];
}

export function isOpenAccess({ head, body }: GivenAccess, state: LedgerState, nowMs: number): boolean {
  return findGrant(state, head) !== undefined && nowMs < body.untilMs;
}

/** What became of a request, so far as the history tells. */
export function answeredBy(
  history: Pick<LedgerHistory, "entries" | "withHead">,
  state: LedgerState,
  request: Hash,
): Readonly<{ kind: "given" | "asked"; head: Hash }> | undefined {
  const given = givenAccesses(history).findLast(({ body }) => equalBytes(body.request, request));
  if (given !== undefined) return { kind: "given", head: given.head };
  const asked = history.entries.findLast(
    ({ body, head }) =>
      body.type === "grant" && equalBytes(body.request, request) && state.proposals.has(encodeBase64url(head)),
  );
  return asked === undefined ? undefined : { kind: "asked", head: asked.head };
}

/** Of an entry that gave one: the grant itself, or the `confirm` of one that was only asked for. */
function grantOf(
  history: Pick<LedgerHistory, "withHead">,
  { body, isProposal }: Pick<HistoryEntry, "body" | "isProposal">,
): GrantBody | undefined {
  if (body.type === "grant") return isProposal ? undefined : body;
  const confirmed = body.type === "confirm" ? history.withHead(body.proposal)?.body : undefined;
  return confirmed?.type === "grant" ? confirmed : undefined;
}
