// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Reads what is new of the team's cases and opens it, in pages, each page kept before the next is asked for. A
 * first time over ten thousand cases takes as long as their keys take to open; a second time nothing.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { openCaseKey, type CaseKey, type StaffSecrets } from "@nightlatch/protocol/grant";
import { parseId, type CaseId, type RosterState } from "@nightlatch/protocol/wire";
import type { StaffCall } from "../server/staff-calls.ts";
import type { CaseIndex, IndexedCase, OpenedMessage, Segment } from "./case-index.ts";
import type { IndexStore } from "./index-store.ts";
import { openMessage } from "./open-message.ts";

export type SyncDeps = Readonly<{
  call: StaffCall;
  staff: StaffSecrets;
  roster: () => RosterState;
  index: CaseIndex;
  store: IndexStore;
  /** After each page: rows to show. */
  onPage: () => void;
}>;

type ListedCase = Readonly<{
  case: string;
  openedAtMs: number;
  changedAtMs: number;
  state: "open" | "closed";
  count: number;
  box: string | null;
}>;

export async function syncCases(deps: SyncDeps): Promise<void> {
  while (await readCasePage(deps)) deps.onPage();
  while (await readMessagePage(deps)) deps.onPage();
  await readMissing(deps);
  deps.onPage();
}

/** True when the server may have more. */
async function readCasePage(deps: SyncDeps): Promise<boolean> {
  const { index } = deps;
  const { cases, cursor } = await deps.call("listStaffCases", { query: { after: index.casesCursor } });
  if (cases.length === 0) return false;
  const opened = await Promise.all(cases.map((listed) => openCase(deps, listed)));
  await keep(deps, { cases: opened, messages: [], casesCursor: cursor, messagesCursor: index.messagesCursor });
  return true;
}

async function openCase({ staff, index }: SyncDeps, listed: ListedCase): Promise<IndexedCase> {
  const { case: id, openedAtMs, changedAtMs, state, count, box } = listed;
  const key = index.find(id)?.facts.key ?? (box === null ? undefined : await openKey(staff, id, box));
  const facts = { id, openedAtMs, changedAtMs, isClosed: state === "closed", count };
  return key === undefined ? facts : { ...facts, key };
}

/** Undefined for a box that is not this device's: the case stays shut, the others open. */
async function openKey(staff: StaffSecrets, id: string, box: string): Promise<string | undefined> {
  try {
    return encodeBase64url(await openCaseKey(staff, parseId<CaseId>(id), decodeBase64url(box)));
  } catch (error) {
    if (hasCode(error, "crypto.open_failed") || hasCode(error, "protocol.malformed")) return undefined;
    throw error;
  }
}

async function readMessagePage(deps: SyncDeps): Promise<boolean> {
  const { index } = deps;
  const { messages, cursor } = await deps.call("readTeamMessages", { query: { after: index.messagesCursor } });
  if (messages.length === 0) return false;
  const opened = await openAll(deps, messages);
  await keep(deps, { cases: [], messages: opened, casesCursor: index.casesCursor, messagesCursor: cursor });
  return true;
}

/** Cases that got a key later than their first messages came: those were passed over. */
async function readMissing(deps: SyncDeps): Promise<void> {
  const { index } = deps;
  const short = [...index.all()].filter(
    ({ facts, messages }) => facts.key !== undefined && messages.length < facts.count,
  );
  for (const { facts, messages } of short) {
    const params = { case: facts.id };
    const more = await deps.call("readStaffCaseMessages", { params, query: { from: messages.length } });
    const opened = await openAll(
      deps,
      more.messages.map((message) => ({ ...message, case: facts.id })),
    );
    const { casesCursor, messagesCursor } = index;
    if (opened.length > 0) await keep(deps, { cases: [], messages: opened, casesCursor, messagesCursor });
  }
}

type ListedMessage = Readonly<{ case: string; n: number; atMs: number; message: string }>;

async function openAll(deps: SyncDeps, listed: readonly ListedMessage[]): Promise<readonly OpenedMessage[]> {
  const roster = deps.roster();
  const opened = await Promise.all(
    listed.map(async ({ message, ...place }) => {
      const key = deps.index.find(place.case)?.facts.key;
      if (key === undefined) return undefined;
      const sealed = { ...place, message: decodeBase64url(message) };
      return openMessage(decodeBase64url(key) as CaseKey, sealed, roster);
    }),
  );
  return opened.filter((message) => message !== undefined);
}

/** Written down first: what a screen has shown is there the next time. */
async function keep({ store, index }: SyncDeps, segment: Segment): Promise<void> {
  await store.append(segment);
  index.take(segment);
}
