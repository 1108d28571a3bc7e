// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Who gets which keys in a real home: a family member who sees one group of cameras, a guest who sees one camera
 * until a date, and what is left when they go. Asked at the vault's door: screens have specs of their own.
 */
import { expect, test } from "@playwright/test";
import { startHome, type RunningHome } from "../constellation/running-home.ts";
import { VaultDoor } from "./pages/vault-door.ts";

test.describe.configure({ mode: "serial" });

const DAY_MS = 86_400_000;

let home: RunningHome;
let anna: VaultDoor;
let ben: VaultDoor;
let sitter: VaultDoor;
let camera: string;
let outside: string;

test.beforeAll(async ({ browser }) => {
  home = await startHome();
  [anna, ben, sitter] = [
    await VaultDoor.open(browser, home.origin),
    await VaultDoor.open(browser, home.origin),
    await VaultDoor.open(browser, home.origin),
  ];
});

test.afterAll(async () => {
  for (const door of [anna, ben, sitter]) await door.close();
  await home[Symbol.asyncDispose]();
});

test("a home's own hub vouches for what its founder does", async () => {
  await anna.ask("createHousehold", { householdName: "Garden House", deviceName: "Laptop", personName: "Anna" });
  await anna.ask("pairHub", { secret: home.pairingAddress, name: "Home hub" });
  await anna.expect("cameras", [{ name: "Front door" }]);
  camera = (await anna.ask("cameras"))[0]?.id ?? "none";
  await anna.expect("status", { household: { hasHub: true, log: { kind: "witnessed", by: ["Home hub"] } } });
  await anna.expect("history", [{ isProved: true }, { isProved: true }, { isProved: true }]);
});

test("a family member sees the group that was named, and a camera once it was moved there", async () => {
  const made = await anna.ask("createGroup", "Outside");
  outside = made.kind === "made" ? made.group : made.kind;
  expect(await anna.letIn(ben, "Ben’s phone", { role: "member", groups: [outside] }, "Ben")).toBe("in");
  await ben.expect("status", { kind: "ready", household: { name: "Garden House", isOwner: false } });
  await ben.expect("devices", [{ person: "Anna" }, {}, { name: "Home hub" }, { person: "Ben", groups: [outside] }]);
  expect(await ben.ask("cameras")).toEqual([]);

  await anna.ask("moveCamera", { camera, group: outside });
  await ben.expect("cameras", [{ name: "Front door", group: outside }]);
});

test("a guest sees one camera from now on, and nothing else of the household", async () => {
  test.setTimeout(200_000);
  const access = { role: "guest", cameras: [camera], untilMs: Date.now() + DAY_MS } as const;
  expect(await anna.letIn(sitter, "Sitter’s phone", access, "Sue")).toBe("in");
  await sitter.expect("cameras", [{ id: camera, name: "Front door", group: "" }]);
  await sitter.expect("status", { kind: "ready", household: { name: "Home", thisDevice: { role: "guest" } } });
  await expect.poll(() => readFirstClip(sitter), { timeout: 150_000 }).toContain("fragments");
});

test("the family member opens what is recorded in the group that the camera was moved to", async () => {
  test.setTimeout(200_000);
  await expect.poll(() => readFirstClip(ben), { timeout: 150_000 }).toContain("fragments");
});

test("all devices of a household that are shown the same read the same code to each other", async () => {
  const { groups } = await anna.ask("compareCode");
  await ben.expect("compareCode", { groups });
  await sitter.expect("compareCode", { groups });
});

test("whoever leaves is out at once, and an owner’s browser renews the keys", async () => {
  await ben.ask("leaveHousehold");
  expect(await ben.ask("status")).toEqual({ kind: "empty" });
  await expect
    .poll(async () => (await anna.ask("history")).slice(0, 2), { timeout: 20_000 })
    .toMatchObject([{ act: { kind: "keys-renewed" } }, { act: { kind: "left" }, who: { person: "Ben" } }]);
  await anna.ask("renameHousehold", "House without Ben");
  await anna.expect("devices", [{}, {}, {}, { person: "Ben", isRemoved: true, ended: { how: "left" } }, {}]);
});

test("a guest who is removed sees that it is out", async () => {
  const guest = (await anna.ask("devices")).find(({ role }) => role === "guest");
  expect(await anna.ask("removeDevices", [guest?.id ?? ""])).toBe("done");
  await sitter.expect("status", { kind: "removed" });
  expect(await anna.ask("leaveHousehold").catch(String)).toContain("ledger.last_owner");
});

test("the files that a browser runs are those that the public log names", async () => {
  await anna.expect("checkRelease", { kind: "matches" });
});

async function readFirstClip(door: VaultDoor): Promise<readonly string[]> {
  const { clips } = await door.ask("timeline", { camera, fromMs: Date.now() - DAY_MS, toMs: Date.now() });
  const clip = clips.findLast(({ problem }) => problem === undefined);
  return clip === undefined ? [] : door.readClip(clip.id);
}
