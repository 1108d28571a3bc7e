// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Staff at the door: device key and verified person, each time; nobody else, nothing else, not a minute longer. */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { proveStaffSession } from "@nightlatch/protocol/grant";
import { formatId, parseId, type OperatorId } from "@nightlatch/protocol/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnswerShape } from "../constellation/software-authenticator.ts";
import { openDesk, type Desk, type Member } from "../constellation/staffed-server.ts";
import { enrol } from "../constellation/test-server.ts";

const SESSION_MS = 15 * 60 * 1000;
const [USER_PRESENT, USER_VERIFIED] = [0x01, 0x04];

let all: Desk & AsyncDisposable;

beforeAll(async () => {
  all = await openDesk();
});

afterAll(async () => {
  await all[Symbol.asyncDispose]();
});

type Bent = Readonly<{
  /** Whose session key signs, and whose authenticator answers. */
  prover?: Member;
  answerer?: Member;
  answer?: AnswerShape;
  /** What is answered in place of the issued challenge. */
  provedChallenge?: Uint8Array;
  answeredChallenge?: Uint8Array;
  operator?: OperatorId;
}>;

/** Signs `member` in by hand, with a lie in it. */
async function signIn(member: Member, bent: Bent = {}) {
  const { desk } = all;
  const staff = formatId(member.secrets.id);
  const { challenge } = await desk.staff.call("createStaffChallenge", { body: { staff } });
  return answer(member, challenge, bent);
}

async function answer(member: Member, challenge: string, bent: Bent) {
  const { desk } = all;
  const issued = decodeBase64url(challenge);
  const { prover = member, answerer = member, provedChallenge = issued, answeredChallenge = issued } = bent;
  const { operator } = await desk.staff.call("readConsole", {});
  const named = bent.operator ?? parseId<OperatorId>(operator ?? "");
  const signature = encodeBase64url(await proveStaffSession(prover.secrets, named, provedChallenge));
  const assertion = answerer.authenticator.answer(answeredChallenge, bent.answer);
  const body = { staff: formatId(member.secrets.id), challenge, signature, assertion };
  return desk.staff.call("createStaffSession", { body });
}

describe("staff that signs in", () => {
  it("is told its role, its team and its quarter of an hour", async () => {
    const { desk, support } = all;
    const { token, role, team, expiresAtMs } = await signIn(support);
    expect([role, team]).toEqual(["support", "Help desk"]);
    expect(expiresAtMs - desk.clock.nowMs()).toBeGreaterThan(SESSION_MS - 60_000);
    expect(expiresAtMs - desk.clock.nowMs()).toBeLessThanOrEqual(SESSION_MS);
    const self = await desk.staff.call("readStaffSelf", {}, { token });
    expect(self).toEqual({ staff: formatId(support.secrets.id), role, team, expiresAtMs });
  });

  it.each<readonly [string, (desk: Desk) => Bent]>([
    ["a person who is there and not verified", () => ({ answer: { flags: USER_PRESENT } })],
    ["nobody at the authenticator", () => ({ answer: { flags: 0 } })],
    ["a verified person who is not there", () => ({ answer: { flags: USER_VERIFIED } })],
    ["another page", () => ({ answer: { origin: "http://localhost:8420" } })],
    ["another page's authenticator", () => ({ answer: { rpId: "example.org" } })],
    ["an answer to a registration", () => ({ answer: { type: "webauthn.create" } })],
    ["a colleague's authenticator", ({ colleague }) => ({ answerer: colleague })],
    ["a colleague's device key", ({ colleague }) => ({ prover: colleague })],
    ["an older answer of its authenticator", () => ({ answeredChallenge: new Uint8Array(32) })],
    ["an older answer of its device", () => ({ provedChallenge: new Uint8Array(32) })],
    ["a proof for another operator", () => ({ operator: new Uint8Array(16) as OperatorId })],
  ])("is refused with %s", async (_name, bend) => {
    await expect(signIn(all.support, bend(all))).rejects.toMatchObject({ code: "session.refused", status: 401 });
  });

  it("is refused with a challenge that was used, is too old, or is somebody else's", async () => {
    const { desk, support, colleague } = all;
    const challengeFor = async ({ secrets }: Member) =>
      (await desk.staff.call("createStaffChallenge", { body: { staff: formatId(secrets.id) } })).challenge;
    const used = await challengeFor(support);
    await answer(support, used, {});
    await expect(answer(support, used, {})).rejects.toMatchObject({ code: "session.refused" });
    await expect(answer(support, await challengeFor(colleague), {})).rejects.toMatchObject({ code: "session.refused" });
    const old = await challengeFor(support);
    desk.clock.pass(60_000);
    await expect(answer(support, old, {})).rejects.toMatchObject({ code: "session.refused" });
  });

  it("is no oracle: a stranger gets a challenge like everyone, and no more", async () => {
    const stranger = await all.desk.newMember();
    await expect(signIn(stranger)).rejects.toMatchObject({ code: "session.refused" });
  });
});

describe("a staff session", () => {
  it("ends after its time, and only a person begins the next", async () => {
    const { desk, colleague } = all;
    const { token } = await signIn(colleague);
    desk.clock.pass(SESSION_MS);
    await expect(desk.staff.call("readStaffSelf", {}, { token })).rejects.toMatchObject({ code: "session.expired" });
    await expect(colleague.session.call("readStaffSelf", {})).rejects.toMatchObject({ code: "session.expired" });
    await colleague.session.signIn();
    await colleague.session.call("readStaffSelf", {});
    for (const { session } of [...all.officers, all.support, all.supervisor]) await session.signIn();
  });

  it("ends when the person signs out", async () => {
    const { desk, colleague } = all;
    const { token } = await signIn(colleague);
    await desk.staff.call("deleteStaffSession", {}, { token });
    await expect(desk.staff.call("readStaffSelf", {}, { token })).rejects.toMatchObject({ code: "session.unknown" });
  });

  it("dies with its owner's suspension, at once, and comes back with nothing but a new one", async () => {
    const { desk, colleague, supervisor, officers } = all;
    const staff = colleague.secrets.id;
    const { token } = await signIn(colleague);
    await desk.change({ type: "suspend", staff }, [supervisor]);
    await expect(desk.staff.call("readStaffSelf", {}, { token })).rejects.toMatchObject({ code: "session.refused" });
    await expect(signIn(colleague)).rejects.toMatchObject({ code: "session.refused" });
    await desk.change({ type: "restore", staff }, officers);
    await expect(desk.staff.call("readStaffSelf", {}, { token })).rejects.toMatchObject({ code: "session.unknown" });
    await colleague.session.signIn();
  });

  it("opens nothing of a household, and a household's opens nothing of the staff", async () => {
    const { desk, support } = all;
    const { http, server } = desk.running;
    const home = await enrol(http, "apart", desk.clock.nowMs());
    const [staffToken, token] = [support.session.token(), await home.as.owner.token()];
    await expect(http.call("readEntries", { query: {} }, { token: staffToken })).rejects.toMatchObject({
      code: "session.unknown",
    });
    await expect(desk.staff.call("readStaffSelf", {}, { token })).rejects.toMatchObject({ code: "session.unknown" });
    await expect(desk.staff.call("readStaffSelf", {})).rejects.toMatchObject({ code: "session.required" });
    expect((await fetch(`${server.url}/v1/staff/self`)).status).toBe(404);
    expect((await fetch(`${desk.staffUrl}/v1/ledger/entries`)).status).toBe(404);
  });

  it("lets each role do its own work, and none all of it", async () => {
    const { officers, supervisor, support } = all;
    const denied = { code: "access.denied" };
    const [{ session: officer }] = officers;
    await expect(officer.call("listStaffCases", { query: {} })).rejects.toMatchObject(denied);
    await expect(officer.call("listStaffGrants", {})).rejects.toMatchObject(denied);
    await expect(supervisor.session.call("listStaffGrants", {})).rejects.toMatchObject(denied);
    await expect(supervisor.session.call("postLegalDemand", { body: new Uint8Array(1) })).rejects.toMatchObject(denied);
    await expect(support.session.call("readRosterDrafts", {})).rejects.toMatchObject(denied);
    await expect(support.session.call("postLegalDemand", { body: new Uint8Array(1) })).rejects.toMatchObject(denied);
  });
});
