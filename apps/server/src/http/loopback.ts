// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Whether a peer is this very machine: metrics tell when a single household watches, so only it may ask. */
import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

export function isLoopback(address: string | undefined): boolean {
  if (address === undefined || isIP(address) === 0) return false;
  return loopback.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
}
