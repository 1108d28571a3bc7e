// SPDX-License-Identifier: AGPL-3.0-or-later
import { TEST_FOUNDED_MS, TestOperator } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GrantedHub, MINUTE_MS } from "./granted-hub.fixture.ts";

let hub: GrantedHub;

beforeEach(async () => {
  hub = await GrantedHub.create("live grants");
});

afterEach(async () => {
  await hub[Symbol.asyncDispose]();
});

describe("a hub, asked to let staff watch a camera", () => {
  it("seals new clips to them once grant and acceptance are in the log", async () => {
    const grant = await hub.grant();
    await hub.followLog();
    await hub.look();
    expect(hub.targets()).toBe(0);
    await hub.accept(grant);
    await hub.look();
    expect(hub.live.targetsOf(hub.camera)).toEqual([
      { grant, hpke: hub.operator.support.publicKeys.hpke, sound: false },
    ]);
  });

  it("seals no other camera's clips to them", async () => {
    await granted();
    const other = hub.home.random(16) as Uint8Array as typeof hub.camera;
    expect(hub.live.targetsOf(other)).toEqual([]);
  });

  it("seals nothing while its own proof of the grant is missing, though the staff accepted", async () => {
    const grant = await hub.grant();
    await hub.accept(grant);
    await hub.look();
    expect(hub.targets()).toBe(0);
    await hub.followLog();
    await hub.look();
    expect(hub.targets()).toBe(1);
  });

  it("seals nothing for an acceptance that is not in the public log", async () => {
    const grant = await hub.grant();
    await hub.followLog();
    hub.shownItems = hub.desk.items.length;
    await hub.accept(grant);
    await hub.look();
    expect(hub.targets()).toBe(0);
  });

  it.each([
    ["for fewer minutes than granted", { minutes: 5 }],
    ["for clips instead of a live camera", { kind: "clips" }],
  ] as const)("seals nothing for an acceptance %s", async (_name, over) => {
    const grant = await hub.grant();
    await hub.accept(grant, over);
    await hub.followLog();
    await hub.look();
    expect(hub.targets()).toBe(0);
  });

  it("seals nothing for a colleague's acceptance", async () => {
    const grant = await hub.grant();
    await hub.accept(grant, {}, hub.operator.supervisor);
    await hub.followLog();
    await hub.look();
    expect(hub.targets()).toBe(0);
  });
});

describe("a hub that lets staff watch a camera", () => {
  it("stops with the household's word, before any server is asked", async () => {
    const grant = await granted();
    hub.isInReach = false;
    await hub.revoke(grant);
    expect(hub.targets()).toBe(0);
  });

  it("stops at the end of the grant, with no network at all", async () => {
    await granted();
    hub.isInReach = false;
    await hub.look(10 * MINUTE_MS);
    expect(hub.targets()).toBe(0);
  });

  it("stops when the roster says that the person was suspended, at its next look", async () => {
    await granted();
    const { operator, desk } = hub;
    const suspended = await operator.take({ type: "suspend", staff: operator.support.id }, TEST_FOUNDED_MS);
    await desk.append("roster", suspended);
    await hub.look();
    expect(hub.targets()).toBe(0);
  });

  it("goes on for a minute without the server, and no longer", async () => {
    await granted();
    hub.isInReach = false;
    await hub.look();
    expect(hub.targets()).toBe(1);
    await hub.look(MINUTE_MS);
    expect(hub.targets()).toBe(0);
    hub.isInReach = true;
    await hub.look();
    expect(hub.targets()).toBe(1);
  });

  it("finds out anew after a restart: nothing is sealed on memory alone", async () => {
    await granted();
    hub.isInReach = false;
    await hub.restart();
    expect(hub.targets()).toBe(0);
    hub.isInReach = true;
    await hub.look();
    expect(hub.targets()).toBe(1);
  });

  it("believes no other operator's roster than the one it knows, and tells", async () => {
    await granted();
    const other = await TestOperator.create("another company");
    await hub.desk.append("roster", other.entries[0] ?? new Uint8Array(), other.states[0]?.head);
    await hub.look();
    expect(hub.targets()).toBe(0);
    expect(new Set(hub.foreign)).toEqual(new Set(["roster.wrong_operator"]));
  });
});

async function granted() {
  const grant = await hub.grant();
  await hub.accept(grant);
  await hub.followLog();
  await hub.look();
  expect(hub.targets()).toBe(1);
  return grant;
}
