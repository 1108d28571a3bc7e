// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { judgeLive, pictureAgeMs, type LiveFacts } from "./live-verdict.ts";

const NOW = 100_000;
/** The hub's clock runs 5,000,000 ms ahead of this browser's monotonic one. */
const HUB = 5_000_000;

const CLIP = new Uint8Array(32).fill(1);
const OTHER_CLIP = new Uint8Array(32).fill(2);

const beacon = {
  header: CLIP,
  sequence: 8,
  captureMs: HUB + NOW - 700,
  atMs: HUB + NOW - 650,
  provedMs: NOW - 1500,
  arrivedMs: NOW - 640,
};
const good = {
  isOffline: false,
  picture: { captureMs: HUB + NOW - 80, header: CLIP, paintedMs: NOW - 30, firstPaintedMs: NOW - 9000 },
  beacons: [beacon],
  clockOffsetMs: -HUB,
} satisfies LiveFacts;

describe("judgeLive", () => {
  it("says live for a fresh picture with a fresh proof", () => {
    expect(judgeLive(good, NOW)).toBe("live");
  });

  it("says connecting before the first picture", () => {
    expect(judgeLive({ isOffline: false, beacons: good.beacons }, NOW)).toBe("connecting");
  });

  it("says connecting while the first beacon may still come", () => {
    const picture = { ...good.picture, firstPaintedMs: NOW - 1499 };
    expect(judgeLive({ isOffline: false, picture, beacons: [] }, NOW)).toBe("connecting");
  });

  it("never says live without a beacon, however fresh the picture", () => {
    expect(judgeLive({ isOffline: false, picture: good.picture, beacons: [] }, NOW)).toBe("late");
  });

  it("never says live on an old nonce, although beacons keep arriving", () => {
    const beacons = [{ ...beacon, provedMs: NOW - 3501, arrivedMs: NOW - 1 }];
    expect(judgeLive({ ...good, beacons }, NOW)).toBe("late");
  });

  it("says late when the hub vouches for newer pictures than the one shown", () => {
    const picture = { ...good.picture, captureMs: beacon.captureMs - 2001, paintedMs: NOW };
    expect(judgeLive({ ...good, picture, clockOffsetMs: -HUB - 3000 }, NOW)).toBe("late");
  });

  it("says late for a picture captured over two seconds ago", () => {
    const picture = { ...good.picture, captureMs: HUB + NOW - 2001, paintedMs: NOW };
    expect(judgeLive({ ...good, picture }, NOW)).toBe("late");
  });

  it("never says live for a picture of another clip than the beacons name", () => {
    expect(judgeLive({ ...good, picture: { ...good.picture, header: OTHER_CLIP } }, NOW)).toBe("late");
  });

  it("says live for a picture of the clip that the beacon before the newest names", () => {
    const beacons = [{ ...beacon, header: OTHER_CLIP }, beacon];
    expect(judgeLive({ ...good, beacons }, NOW)).toBe("live");
  });

  it("never says live for footage from when the hub's clock was ahead", () => {
    const picture = { ...good.picture, captureMs: beacon.captureMs + 2001 };
    expect(judgeLive({ ...good, picture }, NOW)).toBe("late");
  });

  it("waits a moment for the first beacon of a new clip, if the one before was vouched for", () => {
    const picture = { ...good.picture, header: OTHER_CLIP };
    expect(judgeLive({ ...good, picture, vouchedMs: NOW - 1499 }, NOW)).toBe("live");
    expect(judgeLive({ ...good, picture, vouchedMs: NOW - 1500 }, NOW)).toBe("late");
  });

  it("never says live for another time, whatever was vouched for a moment ago", () => {
    const picture = { ...good.picture, header: OTHER_CLIP, captureMs: beacon.captureMs + 2001 };
    expect(judgeLive({ ...good, picture, vouchedMs: NOW }, NOW)).toBe("late");
  });

  it("never says live while the hub seals to an old key", () => {
    expect(judgeLive({ ...good, warning: { code: "hub.behind", advice: "" } }, NOW)).toBe("late");
  });

  it("says frozen when no picture came for three seconds, beacons or not", () => {
    expect(judgeLive({ ...good, picture: { ...good.picture, paintedMs: NOW - 3001 } }, NOW)).toBe("frozen");
  });

  it("says offline over everything that was seen before", () => {
    expect(judgeLive({ ...good, isOffline: true }, NOW)).toBe("offline");
  });

  it("says refused first of all", () => {
    const problem = { code: "protocol.bad_signature", advice: "" };
    expect(judgeLive({ ...good, isOffline: true, problem }, NOW)).toBe("refused");
  });
});

describe("pictureAgeMs", () => {
  it("is unknown until a beacon has tied the hub's clock to this one", () => {
    expect(pictureAgeMs({ isOffline: false, picture: good.picture, beacons: [] }, NOW)).toBeUndefined();
  });

  it("counts from the capture, whatever the hub's clock says", () => {
    expect(pictureAgeMs(good, NOW)).toBe(80);
  });

  it("is never negative", () => {
    const picture = { ...good.picture, captureMs: HUB + NOW + 50 };
    expect(pictureAgeMs({ ...good, picture }, NOW)).toBe(0);
  });
});
