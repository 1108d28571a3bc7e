// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from "vitest";
import { isLoopback } from "./loopback.ts";

it.each([
  ["127.0.0.1", true],
  ["127.8.9.1", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["192.168.1.4", false],
  ["::ffff:192.168.1.4", false],
  ["fe80::1", false],
  ["not an address", false],
  [undefined, false],
])("says of %s: this machine is %s", (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
