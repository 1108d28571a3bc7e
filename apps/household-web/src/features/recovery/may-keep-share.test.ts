// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import type { DeviceView } from "../../vault-client/vault-api.ts";
import { mayKeepShare } from "./may-keep-share.ts";

const PHONE: DeviceView = {
  id: "phone",
  name: "Ben’s phone",
  person: "Ben",
  role: "member",
  isThisDevice: false,
  isRemoved: false,
  addedAtMs: 0,
  groups: [],
  cameras: [],
  hasExpired: false,
  admission: "proved",
};

describe("a keeper of a part", () => {
  it.each(["owner", "member"] as const)("may be another device of an %s", (role) => {
    expect(mayKeepShare({ ...PHONE, role })).toBe(true);
  });

  it.each([
    ["this device itself", { isThisDevice: true }],
    ["a device that is out", { isRemoved: true }],
    ["a device that has no keys yet", { admission: "waiting" }],
    ["a guest’s", { role: "guest" }],
    ["a hub", { role: "hub" }],
    ["the paper key", { role: "paper" }],
  ] as const)("is not %s", (_, change) => {
    expect(mayKeepShare({ ...PHONE, ...change })).toBe(false);
  });
});
