// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { Backoff } from "./backoff.ts";

describe("Backoff", () => {
  it("doubles from 1 s to 60 s", () => {
    const backoff = new Backoff(() => 1);
    const delays = Array.from({ length: 8 }, () => backoff.nextDelayMs(0) / 1_000);
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it("starts again after a camera ran for 30 s, and not after 29", () => {
    const backoff = new Backoff(() => 1);
    backoff.nextDelayMs(0);
    backoff.nextDelayMs(0);
    expect(backoff.nextDelayMs(29_000)).toBe(4_000);
    expect(backoff.nextDelayMs(30_000)).toBe(1_000);
  });

  it("spreads by up to a half, and never under 1 s", () => {
    const backoff = new Backoff(() => 0);
    expect([backoff.nextDelayMs(0), backoff.nextDelayMs(0), backoff.nextDelayMs(0)]).toEqual([1_000, 1_000, 2_000]);
  });
});
