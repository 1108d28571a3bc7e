// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The roster and its changes: each is drafted and signed here, and taken in when enough officers signed. */
import { parseStaffOffer } from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { draftRosterEntry, signRosterEntry } from "@nightlatch/protocol/grant";
import {
  decodeRosterEntry,
  findStaff,
  formatId,
  parseId,
  staffIdOf,
  type FoundBody,
  type RosterBody,
  type StaffId,
} from "@nightlatch/protocol/wire";
import type { VaultApi } from "../../vault-client/vault-api.ts";
import type { Desk } from "../desk/desk.ts";
import { changeViews, draftView, memberViews } from "../roster/roster-views.ts";

type RosterCalls = Pick<
  VaultApi,
  "roster" | "readOffer" | "enrol" | "extend" | "suspend" | "restore" | "endStaff" | "signDraft" | "withdrawDraft"
>;

export function rosterCalls(desk: Desk): RosterCalls {
  const change = (body: Exclude<RosterBody, FoundBody>): Promise<void> => signChange(desk, body);
  return {
    async roster() {
      const { session, identity, roster } = desk.signedIn();
      const { id } = identity.staff;
      const { drafts } = await session.call("readRosterDrafts", {});
      return {
        operatorName: roster.name,
        waitMs: roster.waitMs,
        members: memberViews(roster, desk.roster.entries, id, desk.deps.nowMs()),
        changes: changeViews(desk.roster.entries),
        drafts: drafts.map(({ draft, entry, signers }) => {
          const { body, seen } = decodeRosterEntry(decodeBase64url(entry));
          return draftView({ draft, body, atMs: seen.timeMs, signers }, id);
        }),
      };
    },

    async readOffer(text) {
      const offer = parseStaffOffer(text);
      const id = staffIdOf(offer);
      const { roster } = desk.signedIn();
      return { staff: formatId(id), name: offer.name, isOnRoster: findStaff(roster, id) !== undefined };
    },

    async enrol({ offer, name, role, team, endMs }) {
      const { keys, credential } = parseStaffOffer(offer);
      await change({ type: "enrol", staff: { keys, credential, name, role, team, endMs } });
    },
    extend: ({ staff, endMs }) => change({ type: "extend", staff: parseId<StaffId>(staff), endMs }),
    suspend: (staff) => change({ type: "suspend", staff: parseId<StaffId>(staff) }),
    restore: (staff) => change({ type: "restore", staff: parseId<StaffId>(staff) }),
    endStaff: (staff) => change({ type: "end", staff: parseId<StaffId>(staff) }),

    async signDraft(id) {
      const { session } = desk.signedIn();
      const { drafts } = await session.call("readRosterDrafts", {});
      const draft = drafts.find((one) => one.draft === id);
      if (draft === undefined) throw goneDraft();
      await sendSignature(desk, decodeBase64url(draft.entry));
    },

    async withdrawDraft(draft) {
      const { session } = desk.signedIn();
      await session.call("deleteRosterDraft", { params: { draft } });
      desk.notify("roster");
    },
  };
}

async function signChange(desk: Desk, body: Exclude<RosterBody, FoundBody>): Promise<void> {
  // On the newest roster: an entry that was drafted behind it would fit nowhere.
  await desk.followRoster();
  const { roster } = desk.signedIn();
  const { random, nowMs } = desk.deps;
  // A clock that runs behind must not sign an earlier time than the entry before.
  await sendSignature(desk, draftRosterEntry({ roster, body, random, nowMs: Math.max(nowMs(), roster.timeMs) }));
}

async function sendSignature(desk: Desk, entry: Uint8Array): Promise<void> {
  const { session, identity } = desk.signedIn();
  const { signature } = await signRosterEntry(identity.staff, entry);
  const body = { entry: encodeBase64url(entry), signature: encodeBase64url(signature) };
  const { state } = await session.call("signRosterEntry", { body });
  if (state === "appended" && desk.session !== undefined) await desk.followRoster();
  desk.notify("roster");
}

function goneDraft(): NightlatchError {
  return new NightlatchError("roster.draft_gone", "no such draft waits", {
    advice: "It was signed, withdrawn, or waited too long. Look at the roster's changes.",
  });
}
