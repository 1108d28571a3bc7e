// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The server goes away while a camera is recorded, and comes back. */
import { decodeClipOpening, findEpoch, formatId } from "@nightlatch/protocol/wire";
import { decodeBase64url } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import { clipsOf, findCamera, readDiary } from "./owners-eyes.ts";
import { Scene } from "./scene.ts";

describe("a hub whose server is away", () => {
  it("records on, and brings everything when the server is back", async () => {
    await using scene = await Scene.start();
    await using hub = await scene.startHub();
    await hub.says("ready");
    await hub.takes("synced");
    await scene.home.stopServer();
    await hub.takes("synced", 2);
    scene.camera.dropConnections();
    await hub.takes("closed");
    await hub.takes("synced");
    await scene.home.startServerAgain();
    await hub.hasTaken("manifestNoted", 1);

    const clips = clipsOf(await readDiary(scene.home, await findCamera(scene.home)));
    const acknowledged = await scene.acknowledged();
    expect(clips).toHaveLength(1);
    const [clip] = clips;
    if (clip === undefined) throw new Error("one clip is there");
    expect(clip.count).toBeGreaterThanOrEqual(acknowledged.get(formatId(clip.clip)) ?? Number.POSITIVE_INFINITY);
    await scene.openAll(clips);
  }, 60_000);

  it("starts and records while the server is away, with what it knew", async () => {
    await using scene = await Scene.start();
    await scene.recordOn();
    await scene.home.stopServer();
    await using hub = await scene.startHub();
    await hub.says("ready");
    await hub.takes("synced");
    hub.kill("SIGTERM");
    expect(await hub.ended()).toMatchObject({ code: 0 });
    await scene.home.startServerAgain();

    const clips = clipsOf(await scene.recordOn());
    expect(clips).toHaveLength(3);
    await scene.openAll(clips);
  }, 60_000);
});

describe("a household that puts someone out", () => {
  it("ends the clip at once and goes on under the new key", async () => {
    await using scene = await Scene.start();
    await using hub = await scene.startHub();
    await hub.takes("synced");
    await scene.home.removeSomeone();
    await hub.takes("ended");
    await hub.takes("opened");
    await hub.takes("synced");
    scene.camera.dropConnections();
    await hub.hasTaken("manifestNoted", 2);

    const clips = clipsOf(await readDiary(scene.home, await findCamera(scene.home)));
    const epochs = await Promise.all(
      clips.map(async ({ clip }) => {
        const { opening } = await scene.home.session.call("readClip", { params: { clip: formatId(clip) } });
        return findEpoch(scene.home.state, decodeClipOpening(decodeBase64url(opening)).header.epoch)?.epoch;
      }),
    );
    expect(epochs).toEqual([0, 1]);
    await scene.openAll(clips);
  }, 60_000);

  it("makes a hub that is put out stop recording and say so", async () => {
    await using scene = await Scene.start();
    await using hub = await scene.startHub();
    await hub.takes("synced");
    await scene.home.removeHub();
    await hub.says("removed");
    const acknowledged = await scene.acknowledged();
    hub.kill("SIGTERM");
    expect(await hub.ended()).toMatchObject({ code: 0 });
    expect((await scene.acknowledged()).size).toBe(acknowledged.size);
  }, 60_000);
});
