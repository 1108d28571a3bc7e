// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import type { DeviceView } from "../../vault-client/vault-api.ts";
import { sortHousehold } from "./people.ts";

const device = (id: string, change: Partial<DeviceView> = {}): DeviceView => ({
  id,
  name: id,
  person: "",
  role: "member",
  isThisDevice: false,
  isRemoved: false,
  addedAtMs: 0,
  groups: [],
  cameras: [],
  hasExpired: false,
  admission: "proved",
  ...change,
});

const by = { id: "o", name: "o", person: "", role: "owner" } as const;

describe("a household by its people", () => {
  it("puts a person’s devices together, and whoever looks first", () => {
    const { people } = sortHousehold([
      device("phone", { person: "Ben" }),
      device("laptop", { person: "Anna", isThisDevice: true }),
      device("watch", { person: "Ben" }),
    ]);
    expect(people.map(({ name, devices }) => [name, devices.length])).toEqual([
      ["Anna", 1],
      ["Ben", 2],
    ]);
  });

  it("does not take two nameless devices for one person", () => {
    expect(sortHousehold([device("a"), device("b")]).people).toHaveLength(2);
  });

  it("never counts a removed device, a hub or a paper key among those who can watch", () => {
    const { people, hubs, former } = sortHousehold([
      device("out", { isRemoved: true }),
      device("hub", { role: "hub" }),
      device("paper", { role: "paper" }),
    ]);
    expect([people.length, hubs.length, former.length]).toEqual([0, 1, 1]);
  });

  it("keeps everyone who ever held a key, the latest first", () => {
    const { former } = sortHousehold([
      device("first", { isRemoved: true, ended: { atMs: 1, how: "left", by } }),
      device("second", { isRemoved: true, ended: { atMs: 2, how: "removed", by } }),
    ]);
    expect(former.map(({ id }) => id)).toEqual(["second", "first"]);
  });
});
