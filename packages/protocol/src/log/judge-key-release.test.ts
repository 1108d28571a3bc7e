// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Hash } from "@nightlatch/crypto/keys";
import { GrantScene, TEST_FOUNDED_MS, TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import { releaseGrant, revokeGrant } from "../keys/index.ts";
import { findGrant, grantBoxHash, type OperatorId } from "../wire/index.ts";
import { gateEntry } from "./entry-gate.ts";
import { judgeKeyRelease } from "./judge-key-release.ts";

const MINUTE_MS = 60_000;

const refused = (code: string) => ({ kind: "refused", code });

describe("a household's device before it seals a key to staff", () => {
  it("lets keys go once grant and acceptance are both in the witnessed log", async () => {
    const scene = await GrantScene.create("released");
    const { home, clip } = scene;
    const head = await scene.grant();
    await scene.accept();
    const good = judgeKeyRelease(head, scene.desk.newest(), await scene.place());
    if (good.kind === "refused") throw new Error(good.code);
    const box = home.random(64);
    const signed = await releaseGrant(home.making, home.state, good, [{ clip: clip.clip, box }]);
    expect(signed.grantBoxes).toEqual([box]);
    expect(findGrant(signed.state, head)?.released).toEqual([
      { clip: clip.clip, hash: grantBoxHash(box), seq: home.state.seq + 1 },
    ]);
  });

  it("waits until its own log proves the grant", async () => {
    const scene = await GrantScene.create("grant not logged");
    const head = await scene.grant();
    const acceptance = await scene.accept();
    const place = await scene.place(TEST_NOW_MS);
    const early = { ...place, view: { ...place.view, provedSeq: scene.home.state.seq - 1 } };
    expect(judgeKeyRelease(head, acceptance, early)).toEqual(refused("grant.not_logged"));
  });

  it("waits until the log holds the acceptance: an uncounted one does not exist", async () => {
    const scene = await GrantScene.create("acceptance not logged");
    const head = await scene.grant();
    const place = await scene.place();
    await scene.accept();
    const later = scene.desk.newest();
    expect(judgeKeyRelease(head, later, place)).toEqual(refused("grant.acceptance_not_logged"));
    const now = await scene.place();
    const bent = { ...later, index: later.index - 1 };
    expect(judgeKeyRelease(head, bent, now)).toEqual(refused("grant.acceptance_not_logged"));
    expect(judgeKeyRelease(head, later, now)).toMatchObject({ kind: "good" });
  });

  it.each([
    ["another grant", { grant: new Uint8Array(32) as Hash }],
    ["another purpose", { purpose: "other" }],
    ["a live camera", { kind: "live" }],
    ["fewer minutes, which would be counted as less", { minutes: 59 }],
    ["the day before, which would be counted then", { atMs: TEST_NOW_MS - 24 * 60 * MINUTE_MS }],
    ["a time to come", { atMs: TEST_NOW_MS + 11 * MINUTE_MS }],
    ["another operator", { operator: new Uint8Array(16) as OperatorId }],
  ] as const)("takes no acceptance of %s", async (_name, over) => {
    const scene = await GrantScene.create("wrong acceptance");
    const head = await scene.grant();
    const acceptance = await scene.accept(over);
    expect(judgeKeyRelease(head, acceptance, await scene.place())).toEqual(refused("grant.no_acceptance"));
  });

  it("takes nothing else of the operator's lane for an acceptance", async () => {
    const scene = await GrantScene.create("not an acceptance");
    const head = await scene.grant();
    const verdict = judgeKeyRelease(head, scene.desk.newest(), await scene.place());
    expect(verdict).toEqual(refused("grant.no_acceptance"));
  });

  it("seals to nobody but whom the household granted it to", async () => {
    const scene = await GrantScene.create("colleague");
    const { operator } = scene;
    const colleague = (await TestOperator.create("colleague")).support;
    const enrolled = operator.staffOf(colleague, "support", "Cleo");
    await scene.desk.append("roster", await operator.take({ type: "enrol", staff: enrolled }, TEST_FOUNDED_MS));
    const head = await scene.grant();
    const acceptance = await scene.accept({}, colleague);
    expect(judgeKeyRelease(head, acceptance, await scene.place())).toEqual(refused("grant.wrong_staff"));
  });

  it("seals nothing to staff who were suspended after they accepted", async () => {
    const scene = await GrantScene.create("suspended after");
    const { operator, support, desk } = scene;
    const head = await scene.grant();
    const acceptance = await scene.accept();
    const before = operator.state;
    const accepted = desk.items.at(-1);
    await desk.append("roster", await operator.take({ type: "suspend", staff: support.id }, TEST_FOUNDED_MS));
    const place = await scene.place();
    if (accepted === undefined) throw new Error("it was logged");
    const shown = desk.show(accepted);
    expect(judgeKeyRelease(head, shown, place)).toEqual(refused("grant.not_working"));
    const hidden = { ...place, roster: before };
    expect(judgeKeyRelease(head, shown, hidden)).toEqual(refused("grant.roster_not_logged"));
    expect(acceptance.index).toBe(accepted.index);
  });

  it("does not take an item from before the acceptance for the newest", async () => {
    const scene = await GrantScene.create("older newest");
    const head = await scene.grant();
    const [, , enrolled] = scene.desk.items;
    const acceptance = await scene.accept();
    if (enrolled === undefined) throw new Error("the roster has three entries");
    const place = { ...(await scene.place()), newest: scene.desk.show(enrolled) };
    expect(judgeKeyRelease(head, acceptance, place)).toEqual(refused("grant.roster_not_logged"));
  });

  it("seals nothing behind the end, by the witnesses' time as well", async () => {
    const scene = await GrantScene.create("expired");
    const head = await scene.grant();
    const acceptance = await scene.accept();
    const endMs = TEST_NOW_MS + 60 * MINUTE_MS;
    expect(judgeKeyRelease(head, acceptance, await scene.place(endMs - 1))).toMatchObject({ kind: "good" });
    const place = await scene.place(endMs);
    expect(judgeKeyRelease(head, acceptance, place)).toEqual(refused("grant.expired"));
    const setBack = { ...place, nowMs: endMs - MINUTE_MS };
    expect(judgeKeyRelease(head, acceptance, setBack)).toEqual(refused("grant.expired"));
  });

  it("takes a revocation in at once, whatever time it claims", async () => {
    const scene = await GrantScene.create("revocation from the future");
    const { home } = scene;
    const head = await scene.grant();
    const keeping = { nowMs: TEST_NOW_MS, firstSeenMs: () => undefined, vouchedSeq: -1 };
    const later = { ...home.making, nowMs: TEST_NOW_MS + 30 * MINUTE_MS };
    const revocation = await revokeGrant(later, home.state, head);
    expect(gateEntry(home.state, revocation.entry, keeping)).toEqual({ kind: "take" });
  });

  it("seals nothing of a grant that was revoked, whatever the log holds", async () => {
    const scene = await GrantScene.create("revoked");
    const { home } = scene;
    const head = await scene.grant();
    const acceptance = await scene.accept();
    await home.take(await revokeGrant(home.making, home.state, head));
    const place = await scene.place();
    const shown = { ...acceptance, inclusion: home.log.inclusion(acceptance.index) };
    expect(judgeKeyRelease(head, shown, place)).toEqual(refused("grant.expired"));
  });
});
