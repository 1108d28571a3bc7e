// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { drawDevice } from "../contract-tests/drawn-values.ts";
import { DeviceSockets } from "./device-sockets.ts";

describe("device sockets", () => {
  it("gives a device as many as there are, and another one for each that leaves", () => {
    const held = new DeviceSockets();
    const [device, other] = [drawDevice(), drawDevice()];
    let count = 0;
    while (held.came(device)) count += 1;
    expect(count).toBe(64);
    expect(held.came(other)).toBe(true);
    held.left(device);
    expect([held.came(device), held.came(device)]).toEqual([true, false]);
  });

  it("bounds strangers over all devices, and lets one in for each that is known or gone", () => {
    const held = new DeviceSockets();
    let count = 0;
    while (held.strangerCame()) count += 1;
    expect(count).toBe(1000);
    held.strangerLeft();
    expect([held.strangerCame(), held.strangerCame()]).toEqual([true, false]);
  });
});
