// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Enrolling this device, signing in and out. */
import { formatStaffOffer } from "@nightlatch/api-contract";
import { isPassing } from "@nightlatch/api-client";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { proveStaffSession, signRosterEntry } from "@nightlatch/protocol/grant";
import {
  decodeRosterEntry,
  formatId,
  parseId,
  staffIdOf,
  type FoundBody,
  type OperatorId,
} from "@nightlatch/protocol/wire";
import type { ConsoleStatus, FoundingView, VaultApi } from "../../vault-client/vault-api.ts";
import type { Desk } from "../desk/desk.ts";
import { staffView, standingOf } from "../roster/roster-views.ts";
import { clearConsoleDatabase } from "../store/database.ts";
import { createIdentity, type Identity } from "../store/identity.ts";

type StartingCalls = Pick<
  VaultApi,
  "status" | "beginOffer" | "createOffer" | "signFounding" | "forget" | "beginSignIn" | "finishSignIn" | "signOut"
>;

const CHALLENGE_BYTES = 32;

export function startingCalls(desk: Desk): StartingCalls {
  const { database, random } = desk.deps;
  let asked: Readonly<{ challenge: Uint8Array; operator: OperatorId }> | undefined;

  return {
    status: () => statusOf(desk),

    async beginOffer() {
      desk.identity ??= await createIdentity(database, random);
      const staff = formatId(desk.identity.staff.id);
      return { staff, challenge: encodeBase64url(random(CHALLENGE_BYTES)) };
    },

    async createOffer({ name, credential }) {
      const identity = owned(desk);
      const [id, key] = [decodeBase64url(credential.id), decodeBase64url(credential.key)];
      const text = formatStaffOffer({ keys: identity.staff.publicKeys, credential: { id, key }, name });
      const stored = { ...identity.stored, offer: { credentialId: id, text } };
      await database.put("identity", stored, "this");
      desk.identity = { ...identity, stored };
      desk.notify("status");
    },

    async signFounding() {
      const { staff } = owned(desk);
      const { founding } = await desk.openCall("readConsole", {});
      if (founding === null) throw nothingToSign();
      const { signature } = await signRosterEntry(staff, decodeBase64url(founding.entry));
      await desk.openCall("signFounding", {
        body: { staff: formatId(staff.id), signature: encodeBase64url(signature) },
      });
      desk.notify("status");
    },

    async forget() {
      desk.session?.end("signed-out");
      await clearConsoleDatabase(database);
      desk.forgotten();
    },

    async beginSignIn() {
      const { staff, stored } = owned(desk);
      if (stored.offer === undefined) throw notEnrolled();
      const { operator } = await desk.openCall("readConsole", {});
      if (operator === null) throw notEnrolled();
      const { challenge } = await desk.openCall("createStaffChallenge", { body: { staff: formatId(staff.id) } });
      asked = { challenge: decodeBase64url(challenge), operator: parseId<OperatorId>(operator) };
      return { challenge, credentialId: encodeBase64url(stored.offer.credentialId) };
    },

    async finishSignIn({ authenticatorData, clientDataJSON, signature }) {
      const { staff } = owned(desk);
      if (asked === undefined) throw notEnrolled();
      const { challenge, operator } = asked;
      asked = undefined;
      const body = {
        staff: formatId(staff.id),
        challenge: encodeBase64url(challenge),
        signature: encodeBase64url(await proveStaffSession(staff, operator, challenge)),
        assertion: { authenticatorData, clientDataJSON, signature },
      };
      const token = await desk.openCall("createStaffSession", { body });
      await desk.pinOperator(operator);
      const session = desk.begin(token);
      await desk.followRoster();
      if (desk.me() === undefined) throw notEnrolled();
      if (!session.isOver) desk.opened(session);
    },

    async signOut() {
      const { session } = desk;
      if (session === undefined) return;
      // Ended here first: whatever the server says, this console has forgotten the token.
      session.end("signed-out");
      await desk.deps.server.callAs(session.token)("deleteStaffSession", {});
    },
  };
}

async function statusOf(desk: Desk): Promise<ConsoleStatus> {
  const { identity, session, stopped } = desk;
  if (stopped !== undefined) return { kind: "stopped", problem: stopped };
  const offer = identity?.stored.offer;
  if (identity === undefined || offer === undefined) return { kind: "empty" };
  const me = desk.me();
  if (me === undefined) {
    const founding = await findFounding(desk, identity);
    const offered = { kind: "offered", staff: formatId(identity.staff.id), offer: offer.text } as const;
    return founding === undefined ? offered : { ...offered, founding };
  }
  if (session !== undefined) {
    const operatorName = desk.roster.state?.name ?? "";
    return { kind: "ready", me: staffView(me), operatorName, sessionEndsAtMs: session.endsAtMs };
  }
  const standing = standingOf(me, desk.deps.nowMs());
  return standing.kind === "working"
    ? { kind: "signed-out", me: staffView(me) }
    : { kind: "idle", me: staffView(me), standing };
}

/** The first entry, if this device is among its officers. */
async function findFounding(desk: Desk, { staff }: Identity): Promise<FoundingView | undefined> {
  try {
    const { founding } = await desk.openCall("readConsole", {});
    if (founding === null) return undefined;
    const { body } = decodeRosterEntry(decodeBase64url(founding.entry));
    return body.type === "found" ? foundingView(body, founding.signers, formatId(staff.id)) : undefined;
  } catch (error) {
    // The offer is as good without a connection.
    if (isPassing(error)) return undefined;
    throw error;
  }
}

function foundingView(body: FoundBody, signers: readonly string[], me: string): FoundingView | undefined {
  const officers = body.staff.map((officer) => {
    const id = formatId(staffIdOf(officer));
    return { ...staffView(officer), hasSigned: signers.includes(id), isMe: id === me };
  });
  return officers.some(({ isMe }) => isMe) ? { name: body.name, waitMs: body.waitMs, officers } : undefined;
}

function owned({ identity }: Desk): Identity {
  if (identity === undefined) throw notEnrolled();
  return identity;
}

function notEnrolled(): NightlatchError {
  return new NightlatchError("staff.not_enrolled", "this device is not on the roster", {
    advice: "Two officers must put this device on the roster first.",
  });
}

function nothingToSign(): NightlatchError {
  return new NightlatchError("staff.nothing_to_sign", "no first entry waits", {
    advice: "The first entry is signed already, or was taken back. Sign in.",
  });
}
