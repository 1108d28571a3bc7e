// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { decodeMediaMessage, type HubToServer, type MediaMessage } from "@nightlatch/api-contract";
import { createClipSealer, type ClipSealer } from "@nightlatch/protocol/seal";
import { formatId, readWholeFrame, verifyBeacon, type BootId, type CameraId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../ports/clock.ts";
import { CameraFeed } from "./camera-feed.ts";
import { LivePublisher } from "./live-publisher.ts";

let home: TestHousehold;
let camera: CameraId;
let feed: CameraFeed;
let publisher: LivePublisher;
let sealer: ClipSealer;
let media: MediaMessage[];
let said: HubToServer[];
let backlogBytes: number;
/** What had been sent each time somebody began to watch. */
let watchedAt: number[];
const nonce = encodeBase64url(new Uint8Array(16).fill(7));

beforeEach(async () => {
  home = await testHousehold();
  camera = home.random(16) as Uint8Array as CameraId;
  [media, said, backlogBytes, watchedAt] = [[], [], 0, []];
  feed = new CameraFeed(camera, () => watchedAt.push(media.length));
  const channel = {
    get backlogBytes() {
      return backlogBytes;
    },
    send: (message: HubToServer) => said.push(message) > 0,
    sendMedia: (message: Uint8Array) => {
      const decoded = decodeMediaMessage(message);
      return decoded !== undefined && media.push(decoded) > 0;
    },
  };
  publisher = new LivePublisher({ clock: systemClock, hub: home.hub, lane: home.state.lane, channel: () => channel });
  publisher.addFeed(feed);
  await beginClip();
});

describe("LivePublisher", () => {
  it("sends nothing while nobody watches", async () => {
    await picture(true);
    await picture(false);
    expect(media).toEqual([]);
    expect(said).toEqual([]);
  });

  it("gives the first viewer the opening, the init segment and all since the last keyframe at once", async () => {
    await picture(true);
    await picture(false);
    await picture(true);
    await picture(false);
    await watch();
    expect(sequences()).toEqual(["opening", 0, 3, 4]);
  });

  it("sends each fragment once, however many watch", async () => {
    await picture(true);
    await watch();
    await publisher.setViewers(formatId(camera), [nonce, encodeBase64url(new Uint8Array(16))]);
    await picture(false);
    expect(sequences()).toEqual(["opening", 0, 1, 2]);
  });

  it("tells that somebody began to watch, after what there is was sent, and not again for more viewers", async () => {
    await picture(true);
    await watch();
    await publisher.setViewers(formatId(camera), [nonce, encodeBase64url(new Uint8Array(16))]);
    expect(watchedAt).toEqual([3]);
    await publisher.setViewers(formatId(camera), []);
    await watch();
    expect(watchedAt).toEqual([3, 6]);
  });

  it("begins a new clip with its opening and init segment", async () => {
    await picture(true);
    await watch();
    await beginClip();
    await picture(true);
    expect(sequences()).toEqual(["opening", 0, 1, "opening", 0, 1]);
  });

  it("vouches for the newest fragment, over the viewer's own nonce", async () => {
    await picture(true);
    await watch();
    const beacon = said[0];
    if (beacon?.type !== "beacon") throw new Error("no beacon was sent");
    const signed = decodeBase64url(beacon.beacon);
    expect(verifyBeacon(signed, home.state, decodeBase64url(nonce))).toMatchObject({ clip: sealer.clip, sequence: 1 });
    expect(() => verifyBeacon(signed, home.state, new Uint8Array(16))).toThrow(
      expect.objectContaining({ code: "protocol.not_allowed" }) as Error,
    );
  });

  it.each(["", "!", "A", nonce.slice(1), `${nonce}A`, `${nonce.slice(0, -1)}x`, "\u0000".repeat(22), "é".repeat(22)])(
    "leaves out %j, which is no nonce, and answers the others",
    async (bad) => {
      await picture(true);
      await publisher.setViewers(formatId(camera), [bad, nonce]);
      const beacon = said[0];
      if (beacon?.type !== "beacon") throw new Error("no beacon was sent");
      const { nonces } = verifyBeacon(decodeBase64url(beacon.beacon), home.state, decodeBase64url(nonce));
      expect(nonces).toHaveLength(1);
    },
  );

  it("takes bad nonces alone for nobody", async () => {
    await picture(true);
    await publisher.setViewers(formatId(camera), ["!", "A"]);
    expect(feed.isWatched).toBe(false);
    expect(said).toEqual([]);
  });

  it("vouches for nothing before there is a picture", async () => {
    publisher.removeFeed(camera);
    publisher.addFeed(new CameraFeed(camera));
    await watch();
    expect(said).toEqual([]);
  });

  it("skips to the next keyframe when the network is behind, and vouches for nothing meanwhile", async () => {
    await picture(true);
    await watch();
    const beacons = said.length;
    backlogBytes = 5 * 1024 * 1024;
    await picture(false);
    backlogBytes = 0;
    await picture(false);
    await watch();
    expect(said.length).toBe(beacons);
    await picture(true);
    expect(sequences()).toEqual(["opening", 0, 1, 4]);
  });

  it("stops when the last viewer leaves or the connection breaks", async () => {
    await picture(true);
    await watch();
    await publisher.setViewers(formatId(camera), []);
    await picture(false);
    await watch();
    publisher.disconnect();
    await picture(false);
    expect(sequences()).toEqual(["opening", 0, 1, "opening", 0, 1, 2]);
  });

  it("ignores viewers of a camera that it does not have", async () => {
    await publisher.setViewers(formatId(home.random(16) as Uint8Array as CameraId), [nonce]);
    expect(media).toEqual([]);
  });
});

describe("CameraFeed", () => {
  it("keeps no group of pictures without its end", async () => {
    for (let i = 0; i < 5; i += 1) await picture(i === 0, 4 * 1024 * 1024);
    await watch();
    expect(sequences()).toEqual(["opening", 0]);
    await picture(true);
    expect(sequences()).toEqual(["opening", 0, 6]);
  });
});

async function beginClip(): Promise<void> {
  const { hub, group, epoch: epochKey, random, state } = home;
  const boot = random(16) as Uint8Array as BootId;
  const place = { hub, lane: state.lane, group, camera, epochKey, seq: state.seq, boot };
  sealer = await createClipSealer({ ...place, startMs: TEST_NOW_MS, random });
  feed.begin(sealer);
  feed.push(await sealer.sealFragment({ track: 0, startsGop: false, plain: new Uint8Array(10) }), TEST_NOW_MS);
}

async function picture(startsGop: boolean, sizeBytes = 100): Promise<void> {
  const sealed = await sealer.sealFragment({ track: 1, startsGop, plain: new Uint8Array(sizeBytes) });
  feed.push(sealed, TEST_NOW_MS);
}

function watch(): Promise<void> {
  return publisher.setViewers(formatId(camera), [nonce]);
}

function sequences() {
  return media.map(({ kind, payload }) => (kind === "opening" ? kind : readWholeFrame(payload).sequence));
}
