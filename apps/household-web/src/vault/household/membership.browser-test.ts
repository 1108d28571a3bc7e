// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who is in, when devices act against each other or leave, with a real log, ledger and storage. */
import { buildKeyring, leaveHousehold, addDevice, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { activeDevice, cameraGroups, formatId, isRotationDue, type GroupId } from "@nightlatch/protocol/wire";
import { boxesFor } from "@nightlatch/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clearVaultDatabase } from "../store/database.ts";
import { keepGroupName, readGroupNames } from "../store/group-names.ts";
import { changeAccess } from "./access.ts";
import { deviceViews } from "./device-views.ts";
import { createGroup, nameConfirmedGroups } from "./groups.ts";
import { historyViews, proposalViews } from "./history-views.ts";
import { LoggedHome } from "./logged-home.fixture.ts";
import { expelDevices } from "./membership.ts";
import { cancelOpenProposal, confirmOpenProposal, setJointMode } from "./proposals.ts";

const DAY_MS = 86_400_000;

describe("membership", () => {
  let home: LoggedHome;

  beforeEach(async () => {
    home = await LoggedHome.found("membership");
  });
  afterEach(async () => {
    home.close();
    await clearVaultDatabase(home.database);
    home.database.close();
  });

  it("puts out with a device whom it let in while its removal was on the way", async () => {
    const other = await settledOwner();
    const smuggled = await home.newDevice();
    home.server.beforeAppend = async () => {
      await actAs(other, async (making, keys) =>
        addDevice(making, { ...keys, keys: smuggled.publicKeys, role: "owner" }),
      );
    };
    await expelDevices(deps(), [other.id]);
    expect(isIn(other)).toBe(false);
    expect(isIn(smuggled)).toBe(false);
    expect(isIn(home.owner)).toBe(true);
  });

  it("leaves alone whom the removed device let in long before", async () => {
    const other = await settledOwner();
    const friend = await home.newDevice();
    await actAs(other, async (making, keys) => addDevice(making, { ...keys, keys: friend.publicKeys, role: "member" }));
    await home.household.refresh();
    await expelDevices(deps(), [other.id]);
    expect(isIn(friend)).toBe(true);
  });

  it("does not remove the last owner", async () => {
    await expect(expelDevices(deps(), [home.owner.id])).rejects.toMatchObject({ code: "ledger.last_owner" });
  });

  it("renews the keys after somebody left, unasked", async () => {
    const member = await home.newDevice();
    await home.admit({ keys: member.publicKeys, role: "member" });
    home.entries.push(await leaveHousehold({ actor: member, random: home.random, nowMs: home.nowMs }, home.state));
    const due = [...home.state.groups.values()].filter(({ group }) => isRotationDue(home.state, group));
    expect(due.length).toBe(3);
    await home.household.refresh();
    expect([...home.state.groups.values()].some(({ group }) => isRotationDue(home.state, group))).toBe(false);
    expect(
      historyViews(home.household.sources)
        .slice(0, 2)
        .map(({ act }) => act.kind),
    ).toEqual(["keys-renewed", "left"]);
  });

  it("gives a member the groups that are named, and no others", async () => {
    const outside = await newGroup("Outside");
    const member = await home.newDevice();
    await home.admit({ keys: member.publicKeys, role: "member", groups: [groupOf(outside)] });
    const view = deviceViews(home.household.sources).find(({ id }) => id === formatId(member.id));
    expect(view).toMatchObject({ role: "member", groups: [outside], admission: "waiting" });
    await home.household.refresh();
    expect(deviceViews(home.household.sources).at(-1)).toMatchObject({ admission: "proved" });
  });

  it("takes a group away at once, with the hub off, and gives none", async () => {
    const outside = await newGroup("Outside");
    const member = await home.newDevice();
    await home.admit({ keys: member.publicKeys, role: "member" });
    await home.household.refresh();
    home.isHubOn = false;
    home.growLog();
    await changeAccess(deps(), member.id, { role: "member", groups: [outside] });
    expect(readsOf(member)).toEqual([outside]);
    const everything = { role: "member", groups: allGroups() } as const;
    await expect(changeAccess(deps(), member.id, everything)).rejects.toMatchObject({ code: "transparency.no_quorum" });
    expect(readsOf(member)).toEqual([outside]);
  });

  it("lowers no role and gives nobody access to nothing", async () => {
    const other = await settledOwner();
    const lower = { role: "member", groups: allGroups() } as const;
    await expect(changeAccess(deps(), other.id, lower)).rejects.toMatchObject({ code: "vault.cannot_lower" });
    const member = await home.newDevice();
    await home.admit({ keys: member.publicKeys, role: "member" });
    const nothing = { role: "member", groups: [] } as const;
    await expect(changeAccess(deps(), member.id, nothing)).rejects.toMatchObject({ code: "vault.no_access" });
  });

  it("holds boxes of a proposal back until it is confirmed, and drops them when it is cancelled", async () => {
    await settledOwner();
    await setJointMode(deps(), true);
    const newcomer = await home.newDevice();
    await home.admit({ keys: newcomer.publicKeys, role: "member" });
    await home.household.refresh();
    const before = home.releasedBoxes;
    const [proposal] = proposalViews(home.household.sources);
    expect(proposal).toMatchObject({ mayConfirm: false, mayCancel: true, isRecovery: false });
    await home.household.refresh();
    expect(home.releasedBoxes).toBe(before);
    expect(await home.database.getAllKeys("heldBoxes")).toHaveLength(1);
    await cancelOpenProposal(deps(), proposal?.id ?? "");
    await home.household.refresh();
    expect(home.releasedBoxes).toBe(before);
    expect(await home.database.getAllKeys("heldBoxes")).toEqual([]);
  });

  it("does not confirm what it asked for itself", async () => {
    await settledOwner();
    await setJointMode(deps(), true);
    const newcomer = await home.newDevice();
    await home.admit({ keys: newcomer.publicKeys, role: "member" });
    const [proposal] = proposalViews(home.household.sources);
    await expect(confirmOpenProposal(deps(), proposal?.id ?? "", noGrant)).rejects.toMatchObject({
      code: "ledger.not_allowed",
    });
    expect(isIn(newcomer)).toBe(false);
  });

  it("knows nothing to confirm that is not open", async () => {
    await expect(confirmOpenProposal(deps(), "AAAA", noGrant)).rejects.toMatchObject({ code: "vault.proposal_gone" });
    await expect(cancelOpenProposal(deps(), "AAAA")).rejects.toMatchObject({ code: "vault.proposal_gone" });
  });

  it("tells a guest nothing before the hub has seen it, then the names of its cameras", async () => {
    const camera = home.random(16);
    const { desk } = home.household.parts;
    const [group] = cameraGroups(home.state);
    if (group === undefined) throw new Error("a household has a camera group");
    const named = { kind: "camera", name: "Front door", hub: home.hub.id, group } as const;
    await desk.writeForGroup(camera as never, group, { ...named, retentionDays: 0, retentionBytes: 0, removed: false });
    const guest = await home.newDevice();
    const until = { cameras: [camera as never], untilMs: home.nowMs + DAY_MS };
    home.server.beforeAppend = () => Promise.resolve(void (home.isHubOn = false));
    await home.admit({ keys: guest.publicKeys, role: "guest", ...until });
    const count = home.records.length;
    await home.household.refresh();
    expect(home.records).toHaveLength(count);
    home.isHubOn = true;
    await home.household.refresh();
    expect(home.records).toHaveLength(count + 1);
    await home.household.refresh();
    expect(home.records).toHaveLength(count + 1);
  });

  it("keeps the name of a group that waits until the group is there, and then writes it once", async () => {
    const { parts, membershipDeps } = home.household;
    const newOwner = await home.newDevice();
    await home.admit({ keys: newOwner.publicKeys, role: "owner" });
    await home.household.refresh();
    const asNewOwner = { ...membershipDeps, device: newOwner };
    expect(await createGroup(asNewOwner, parts, "Outside")).toEqual({ kind: "proposed" });
    const count = home.records.length;
    expect(await nameConfirmedGroups(home.state, parts)).toBe(false);
    expect(home.records).toHaveLength(count);

    const [kept] = await readGroupNames(parts.stores);
    expect(kept?.name).toBe("Outside");
    // The same id in a group that is there.
    const made = await createGroup(membershipDeps, parts, "Garden");
    if (made.kind !== "made") throw new Error("a settled owner waits for nobody");
    await keepGroupName(parts.stores, made.group, "Back yard");
    expect(await nameConfirmedGroups(home.state, parts)).toBe(true);
    expect(parts.book.all("group").map(({ content }) => content.name)).toEqual(["Back yard"]);
    expect((await readGroupNames(parts.stores)).map(({ name }) => name)).toEqual(["Outside"]);
    expect(await nameConfirmedGroups(home.state, parts)).toBe(false);
  });

  function deps() {
    return home.household.membershipDeps;
  }

  async function newGroup(name: string): Promise<string> {
    const made = await createGroup(deps(), home.household.parts, name);
    if (made.kind !== "made") throw new Error("a settled owner waits for nobody");
    return made.group;
  }

  function isIn({ id }: DeviceSecrets): boolean {
    return activeDevice(home.state, id) !== undefined;
  }

  async function settledOwner(): Promise<DeviceSecrets> {
    const other = await home.newDevice();
    await home.admit({ keys: other.publicKeys, role: "owner" });
    home.nowMs += DAY_MS;
    await home.household.refresh();
    return other;
  }

  type Act = (
    making: Parameters<typeof addDevice>[0],
    keys: Pick<Parameters<typeof addDevice>[1], "state" | "keyring">,
  ) => ReturnType<typeof addDevice>;

  /** On another device, with the keys that were let go to it. */
  async function actAs(actor: DeviceSecrets, act: Act): Promise<void> {
    const heldBack = home.allReleased();
    const boxes = home.entries.flatMap((entry) => boxesFor({ ...entry, heldBack }, actor));
    const keyring = await buildKeyring(home.state, actor, boxes);
    home.entries.push(await act({ actor, random: home.random, nowMs: home.nowMs }, { state: home.state, keyring }));
  }

  function readsOf({ id }: DeviceSecrets): readonly string[] {
    const cameras = new Set(allGroups());
    return (activeDevice(home.state, id)?.groups ?? []).map(formatId).filter((group) => cameras.has(group));
  }

  function allGroups(): readonly string[] {
    return cameraGroups(home.state).map(formatId);
  }

  function groupOf(id: string): GroupId {
    const group = cameraGroups(home.state).find((one) => formatId(one) === id);
    if (group === undefined) throw new Error("no such group");
    return group;
  }
});

/** None of these proposals lets staff see anything. */
function noGrant(): Promise<void> {
  return Promise.reject(new Error("no grant was proposed"));
}
