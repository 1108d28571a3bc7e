// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A grant's way through a real server: what is signed is served, what is not signed is not, and all of it is seen. */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { openGrantedClip, signLegalDemand } from "@nightlatch/protocol/grant";
import type { Hash } from "@nightlatch/crypto/keys";
import { revokeGrant } from "@nightlatch/protocol/keys";
import { decodeOperatorItem, formatId, splitFrames } from "@nightlatch/protocol/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accept, acceptanceOf, GrantingHome, placeOf, receiptFor } from "../constellation/granting-home.ts";
import { logOfSize } from "../constellation/log-reader.ts";
import { sealClip, type SealedClip } from "../constellation/sealed-clip.ts";
import { openDesk, type Desk } from "../constellation/staffed-server.ts";
import { uploadClip } from "../constellation/upload-clip.ts";

const MINUTE_MS = 60_000;

let all: Desk & AsyncDisposable;
let home: GrantingHome;
let clips: readonly SealedClip[];

beforeAll(async () => {
  all = await openDesk();
  home = await GrantingHome.enrol(all.desk, "granting");
  clips = [await recorded(), await recorded()];
});

afterAll(async () => {
  await all[Symbol.asyncDispose]();
});

async function recorded(): Promise<SealedClip> {
  const plain = (sequence: number) => Uint8Array.of(sequence, 7, 7, 7);
  const sealed = await sealClip(home.home, { startMs: all.desk.clock.nowMs(), plain });
  await uploadClip(home.home, sealed);
  return sealed;
}

function first(): SealedClip {
  return clips[0] ?? nothing();
}

function second(): SealedClip {
  return clips[1] ?? nothing();
}

function nothing(): never {
  throw new Error("two clips are recorded");
}

describe("a grant for clips", () => {
  it("opens what it names, after acceptance and receipt, and the household sees each step", async () => {
    const { desk, support } = all;
    const { session } = support;
    const { clip } = first();
    const grant = await home.grantClips(support, [first()]);
    const listed = (await session.call("listStaffGrants", {})).grants.at(-1);
    expect(listed).toMatchObject({ grant: encodeBase64url(grant.head), acceptedSlot: null, camera: null, minutes: 60 });
    expect(JSON.stringify(listed)).not.toContain(formatId(home.state.lane));
    const params = { grant: encodeBase64url(grant.head) };
    const waiting = home.home.as.owner.call("readAcceptance", { params });
    await expect(waiting).rejects.toMatchObject({ code: "acceptance.unknown" });
    const acceptance = await accept(desk, support, grant);
    const seen = await home.home.as.owner.call("readAcceptance", { params });
    expect(seen.acceptance).toBe(encodeBase64url(acceptance));
    expect(await home.home.as.hub.call("readAcceptance", { params })).toEqual(seen);
    await home.release(grant, acceptance, [first()]);
    const { boxes } = await session.call("readGrantBoxes", { params });

    const receipt = await receiptFor(desk, support, grant, clip);
    await session.call("postFetch", { body: receipt });
    const place = placeOf(grant, clip);
    const { opening, parts } = await session.call("readGrantedClip", { params: place });
    const bytes = await session.call("readGrantedPart", { params: { ...place, index: 0 } });
    const opened = await openGrantedClip(support.secrets, {
      grant: grant.head,
      opening: decodeBase64url(opening),
      box: decodeBase64url(boxes[0]?.box ?? ""),
    });
    const frame = splitFrames(bytes).frames[1] ?? nothing();
    expect((await opened.openFragment(frame))?.plain).toEqual(Uint8Array.of(1, 7, 7, 7));
    expect(parts).toHaveLength(first().parts.length);
    const { fetches } = await home.home.as.member.call("readFetches", { query: {} });
    expect(fetches).toEqual([encodeBase64url(receipt)]);
  });

  it("gives nothing out before its acceptance, nor before a receipt", async () => {
    const { desk, support } = all;
    const { session } = support;
    const { clip } = second();
    const grant = await home.grantClips(support, [second()]);
    const params = placeOf(grant, clip);
    const receipt = await receiptFor(desk, support, grant, clip);
    const early = session.call("postFetch", { body: receipt });
    await expect(early).rejects.toMatchObject({ code: "grant.not_accepted" });
    await expect(session.call("readGrantedClip", { params })).rejects.toMatchObject({ code: "grant.not_accepted" });
    await accept(desk, support, grant);
    for (const call of [
      session.call("readGrantedClip", { params }),
      session.call("readGrantedPart", { params: { ...params, index: 0 } }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: "grant.no_receipt", status: 409 });
    }
    await session.call("postFetch", { body: receipt });
    await session.call("postFetch", { body: receipt });
    await session.call("readGrantedPart", { params: { ...params, index: 0 } });
    // Who looks again later signs again.
    desk.clock.pass(15 * MINUTE_MS);
    await session.signIn();
    await expect(session.call("readGrantedClip", { params })).rejects.toMatchObject({ code: "grant.no_receipt" });
  });

  it("opens no other clip, to no other device, of no other household", async () => {
    const { desk, support, colleague } = all;
    for (const { session } of [support, colleague]) await session.signIn();
    const grant = await home.grantClips(support, [first()]);
    await accept(desk, support, grant);
    const other = await receiptFor(desk, support, grant, second().clip);
    await expect(support.session.call("postFetch", { body: other })).rejects.toMatchObject({ code: "clip.unknown" });
    await support.session.call("postFetch", { body: await receiptFor(desk, support, grant, first().clip) });
    const params = placeOf(grant, second().clip);
    await expect(support.session.call("readGrantedClip", { params })).rejects.toMatchObject({ code: "clip.unknown" });
    const mine = placeOf(grant, first().clip);
    const unknown = { code: "grant.unknown", status: 404 };
    await expect(colleague.session.call("readGrantedClip", { params: mine })).rejects.toMatchObject(unknown);
    await expect(colleague.session.call("readGrantBoxes", { params: { grant: mine.grant } })).rejects.toMatchObject(
      unknown,
    );
    const stolen = await receiptFor(desk, colleague, grant, first().clip);
    await expect(colleague.session.call("postFetch", { body: stolen })).rejects.toMatchObject(unknown);
    expect((await colleague.session.call("listStaffGrants", {})).grants).toEqual([]);
    const neighbour = await GrantingHome.enrol(desk, "next door");
    const foreign = neighbour.home.as.owner.call("readAcceptance", { params: { grant: mine.grant } });
    await expect(foreign).rejects.toMatchObject(unknown);
    expect((await neighbour.home.as.owner.call("readFetches", { query: {} })).fetches).toEqual([]);
  });

  it("ends with its time, with the household's word, and with nothing left to open", async () => {
    const { desk, support } = all;
    const { session } = support;
    await session.signIn();
    const revoked = await home.grantClips(support, [first()]);
    const expired = await home.grantClips(support, [second()], 2);
    for (const [grant, { clip }] of [
      [revoked, first()],
      [expired, second()],
    ] as const) {
      await accept(desk, support, grant);
      await session.call("postFetch", { body: await receiptFor(desk, support, grant, clip) });
    }
    await home.revoke(revoked);
    desk.clock.pass(2 * MINUTE_MS);
    for (const [grant, { clip }] of [
      [revoked, first()],
      [expired, second()],
    ] as const) {
      const params = placeOf(grant, clip);
      const unknown = { code: "grant.unknown" };
      await expect(session.call("readGrantedPart", { params: { ...params, index: 0 } })).rejects.toMatchObject(unknown);
      await expect(session.call("readGrantBoxes", { params })).rejects.toMatchObject(unknown);
      const again = await acceptanceOf(desk, support, grant);
      await expect(session.call("postAcceptance", { body: again })).rejects.toMatchObject(unknown);
    }
  });
});

describe("an acceptance", () => {
  it("is for exactly what was granted, by whom it was granted to, now", async () => {
    const { desk, support, colleague } = all;
    for (const { session } of [support, colleague]) await session.signIn();
    const grant = await home.grantClips(support, [first()]);
    const bent = [
      { purpose: "sound" as const },
      { minutes: 61 },
      { kind: "live" as const },
      { atMs: desk.clock.nowMs() - 60 * MINUTE_MS },
    ];
    for (const over of bent) {
      const body = await acceptanceOf(desk, support, grant, over);
      await expect(support.session.call("postAcceptance", { body })).rejects.toMatchObject({ code: "paper.refused" });
    }
    const foreign = await acceptanceOf(desk, colleague, grant);
    const posted = support.session.call("postAcceptance", { body: foreign });
    await expect(posted).rejects.toMatchObject({ code: "paper.refused" });
    const own = colleague.session.call("postAcceptance", { body: foreign });
    await expect(own).rejects.toMatchObject({ code: "grant.unknown" });
    const junk = support.session.call("postAcceptance", { body: new Uint8Array(40) });
    await expect(junk).rejects.toMatchObject({ code: "paper.refused" });
  });

  it("stands once, in public, and is counted by day, purpose and key", async () => {
    const { desk, support } = all;
    const { http, server } = desk.running;
    const grant = await home.grantClips(support, [second()]);
    const body = await acceptanceOf(desk, support, grant);
    const { slot } = await support.session.call("postAcceptance", { body });
    expect(await support.session.call("postAcceptance", { body })).toEqual({ slot });
    desk.clock.pass(1000);
    const another = await acceptanceOf(desk, support, grant);
    const twice = support.session.call("postAcceptance", { body: another });
    await expect(twice).rejects.toMatchObject({ code: "acceptance.exists" });
    await logOfSize(server.url, slot + 1);
    const { items } = await http.call("readOperatorItems", { query: { from: slot } });
    const item = decodeOperatorItem(decodeBase64url(items[0] ?? ""));
    expect([item.kind, item.bytes]).toEqual(["acceptance", body]);
    const accepted = (await http.call("readOperatorItems", { query: {} })).items.filter(
      (text) => decodeOperatorItem(decodeBase64url(text)).kind === "acceptance",
    );
    const { grants } = await http.call("readAccessCount", {});
    expect(grants.reduce((sum, one) => sum + one.grants, 0)).toBe(accepted.length);
    const mine = { purpose: "picture_quality", kind: "clips", staff: formatId(support.secrets.id) };
    expect(grants).toContainEqual(expect.objectContaining(mine));
  });
});

describe("released keys", () => {
  it("come whole with their entry, or not at all", async () => {
    const { desk, support } = all;
    const grant = await home.grantClips(support, [first(), second()]);
    const acceptance = await accept(desk, support, grant);
    const signed = await home.signRelease(grant, acceptance, [first()]);
    const strange = { ...signed, grantBoxes: [signed.grantBoxes[0]?.map((byte) => byte ^ 1) ?? nothing()] };
    for (const bent of [strange, { ...signed, grantBoxes: [] }]) {
      await expect(home.append(bent)).rejects.toMatchObject({ code: "ledger.boxes_mismatch" });
    }
    const params = { grant: encodeBase64url(grant.head) };
    expect((await support.session.call("readGrantBoxes", { params })).boxes).toEqual([]);
    await home.append(signed);
    const { boxes } = await support.session.call("readGrantBoxes", { params });
    expect(boxes.map(({ clip }) => clip)).toEqual([formatId(first().clip)]);
  });

  it("are not taken with an entry that releases nothing", async () => {
    const { desk, support } = all;
    const grant = await home.grantClips(support, [first()]);
    const signed = await home.signRelease(grant, await accept(desk, support, grant), [first()]);
    const making = { actor: home.home.owner, random: home.home.random, nowMs: desk.clock.nowMs() };
    const revoke = await revokeGrant(making, home.state, grant.head);
    const smuggled = home.append({ ...revoke, grantBoxes: signed.grantBoxes });
    await expect(smuggled).rejects.toMatchObject({ code: "ledger.boxes_mismatch" });
  });
});

describe("a legal demand", () => {
  it("is published by an officer, who signed it now", async () => {
    const { desk, officers } = all;
    const [anna, otto] = officers;
    for (const { session } of officers) await session.signIn();
    const { operator } = await desk.roster(anna);
    const content = desk.random(32) as Uint8Array as Hash;
    const demand = { operator, number: "2026-1", atMs: desk.clock.nowMs(), content };
    const signed = await signLegalDemand(anna.secrets, demand);
    await expect(otto.session.call("postLegalDemand", { body: signed })).rejects.toMatchObject({
      code: "paper.refused",
    });
    const { slot } = await anna.session.call("postLegalDemand", { body: signed });
    const { http, server } = desk.running;
    await logOfSize(server.url, slot + 1);
    const { legalDemands } = await http.call("readAccessCount", {});
    expect(legalDemands).toEqual([{ slot, number: "2026-1", atMs: demand.atMs }]);
    const page = await (await fetch(`${server.url}/public/access`)).text();
    expect(page).toContain("<td>2026-1</td>");
  });
});
