// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The hub's disk fills up while a camera is recorded, and has room again. */
import { EventEmitter, once } from "node:events";
import { systemRandom } from "@nightlatch/crypto/random";
import { describe, expect, it } from "vitest";
import { FRONT_DOOR_SCENE, VirtualCamera } from "../../apps/demo-camera/src/index.ts";
import { startHub } from "../../apps/hub/src/compose.ts";
import { readConfig } from "../../apps/hub/src/config.ts";
import { createLog, type HubLog } from "../../apps/hub/src/observability/logger.ts";
import { systemClock } from "../../apps/hub/src/ports/clock.ts";
import { clipsOf, findCamera, openWholeClip, readDiary } from "./owners-eyes.ts";
import { SmallDisk } from "./small-disk.ts";
import { TestHome } from "./test-home.ts";

describe("a hub whose disk is full", () => {
  it("gives up what the server has, closes what is open, shows the gap, and goes on when there is room", async () => {
    await using home = await TestHome.start();
    await using camera = await VirtualCamera.start({ movie: FRONT_DOOR_SCENE });
    const happened = new EventEmitter();
    let freeBytes = 1e12;
    const words = ["--data", home.hubFolder, "--server", home.serverUrl, "--camera", `Door=${camera.url}`];
    const told = once(happened, "pairing");
    await using hub = await startHub(readConfig(words, {}), {
      clock: systemClock,
      random: systemRandom,
      log: createLog("silent"),
      onNews: (news) => happened.emit(news.kind, "secret" in news ? news.secret : undefined),
      witness: { onStep: (step) => happened.emit(step) },
      freeBytes: () => Promise.resolve(freeBytes),
    });
    hub.failure.catch((error: unknown) => happened.emit("error", error));
    await home.pairHub(((await told) as [string])[0]);

    // One clip at the server, one being recorded.
    await once(happened, "synced");
    const sent = once(happened, "manifestNoted");
    camera.dropConnections();
    await sent;
    await once(happened, "synced");

    const [deleted, closed] = [once(happened, "dataDeleted"), once(happened, "closed")];
    freeBytes = 0;
    await Promise.all([deleted, closed]);
    const opened = once(happened, "opened");
    freeBytes = 1e12;
    await opened;
    await once(happened, "synced");
    const lastSent = once(happened, "manifestNoted");
    camera.dropConnections();
    await lastSent;

    const diary = await readDiary(home, await findCamera(home));
    const [, second, third] = clipsOf(diary);
    const gaps = diary.flatMap(({ content }) => (content.kind === "gap" ? [content] : []));
    expect(gaps).toEqual([{ kind: "gap", fromMs: second?.endMs, toMs: third?.startMs, reason: "disk_full" }]);
    for (const clip of clipsOf(diary)) await openWholeClip(home, clip);
  }, 60_000);

  it.skipIf(!SmallDisk.isPossible())(
    "keeps what it has when the operating system itself refuses to write, and goes on when there is room",
    async () => {
      await using home = await TestHome.start();
      await using disk = await SmallDisk.mount(home.hubFolder, 16);
      await using camera = await VirtualCamera.start({ movie: FRONT_DOOR_SCENE });
      const happened = new EventEmitter();
      const words = ["--data", home.hubFolder, "--server", home.serverUrl, "--camera", `Door=${camera.url}`];
      const told = once(happened, "pairing");
      await using hub = await startHub(readConfig(words, { NIGHTLATCH_MIN_FREE_BYTES: "0" }), {
        clock: systemClock,
        random: systemRandom,
        log: createRefusalLog(() => happened.emit("refused")),
        onNews: (news) => happened.emit(news.kind, "secret" in news ? news.secret : undefined),
        witness: { onStep: (step) => happened.emit(step) },
      });
      hub.failure.catch((error: unknown) => happened.emit("error", error));
      await home.pairHub(((await told) as [string])[0]);
      await once(happened, "synced");

      const refused = once(happened, "refused");
      await disk.fill();
      await refused;
      const [closed, opened] = [once(happened, "closed"), once(happened, "opened")];
      await disk.makeRoom();
      await Promise.all([closed, opened]);
      await once(happened, "synced");
      const lastSent = once(happened, "manifestNoted");
      camera.dropConnections();
      await lastSent;

      const diary = await readDiary(home, await findCamera(home));
      const clips = clipsOf(diary);
      expect(clips.length).toBeGreaterThanOrEqual(2);
      const reasons = diary.flatMap(({ content }) => (content.kind === "gap" ? [content.reason] : []));
      expect(reasons).toContain("disk_full");
      for (const clip of clips) await openWholeClip(home, clip);
    },
    60_000,
  );
});

/** Tells when the operating system refused a write: there is no step for what did not happen. */
function createRefusalLog(onRefused: () => void): HubLog {
  const note = (about: unknown) => {
    if (JSON.stringify(about).includes("ENOSPC") || JSON.stringify(about).includes("SQLITE_FULL")) onRefused();
  };
  return { ...createLog("silent"), warn: note, error: note };
}
