// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Takes half a minute: hubs are killed fourteen times and restored twice, at the pace of a real camera. */
import { formatId } from "@nightlatch/protocol/wire";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { CLIP_STEPS, type ClipStep } from "../../apps/hub/src/spool/clip-steps.ts";
import { clipsOf, openWholeClip } from "../faults/owners-eyes.ts";
import { insiderRow } from "./insider-row.ts";
import { RecordingHome } from "./recording-home.ts";

/** They come when a clip is too old, and not before. */
const EXPIRY: readonly ClipStep[] = ["expiredAtServer", "expired"];

const PATIENCE_MS = 300_000;

insiderRow(
  {
    row: 20,
    attack: "kill the hub at each step of a clip's life, restart; restore its disk twice",
    outcome: "P",
    codes: ["", "", "hub.diary_conflict"],
  },
  {
    /** Stopped and started again in order: nobody is alarmed, and all is there. */
    async honest() {
      await using recording = await RecordingHome.start();
      await recording.recordOn();
      await expectAllThere(recording);
      expect(await recording.alarms()).toEqual([]);
    },

    async attack() {
      const steps = (Object.keys(CLIP_STEPS) as ClipStep[]).filter((step) => !EXPIRY.includes(step));
      const half = steps.length / 2;
      const [early, late, restored] = await Promise.all([
        killedAfter(steps.slice(0, half)),
        killedAfter(steps.slice(half), EXPIRY),
        restoredTwice(),
      ]);
      expect([...early.repeated, ...late.repeated, ...restored.repeated]).toEqual([]);
      const pairs = early.pairs + late.pairs + restored.pairs;
      expect(pairs).toBeGreaterThan(200);
      const lives = `${String(steps.length + EXPIRY.length)} deaths and two restored disks`;
      return [
        { seen: `no key and nonce twice in ${lives}`, code: "" },
        { seen: "every fragment that was called recorded is at the server, and opens", code: "" },
        { seen: "the hub on the old disk tells its household what it is", code: restored.alarm },
      ];
    },
  },
  PATIENCE_MS,
);

/** One hub, killed after each step in turn. Then everything is there; and what is too old goes, killed or not. */
async function killedAfter(steps: readonly ClipStep[], expiry: readonly ClipStep[] = []) {
  await using recording = await RecordingHome.start();
  for (const step of steps) await recording.dieAfter(step, { NIGHTLATCH_CACHE_BYTES: "0" });
  await expectAllThere(recording);
  for (const step of expiry) await recording.dieAfter(step, { NIGHTLATCH_RETENTION_BYTES: "1" });
  await recording.recordOn();
  expect(await recording.alarms()).toEqual([]);
  return await recording.frames.repeats(recording.home.household.keyring);
}

/** The image of a hub's disk, put back twice after the hub had gone on. Somebody watches live all the while. */
async function restoredTwice() {
  await using recording = await RecordingHome.start();
  await recording.recordOn();
  await recording.watchLive();
  const { hubFolder, folder } = recording.home;
  const image = join(folder, "image");
  await cp(hubFolder, image, { recursive: true });
  await recording.recordOn();
  let alarm = "";
  for (const meanwhile of [async () => void (alarm = (await recording.untilAlarmed()).code), undefined]) {
    await rm(hubFolder, { recursive: true });
    await cp(image, hubFolder, { recursive: true });
    await recording.recordAndDie(meanwhile);
  }
  expect(recording.frames.liveCount).toBeGreaterThan(10);
  return { alarm, ...(await recording.frames.repeats(recording.home.household.keyring)) };
}

/** What hubs called recorded until now is at the server as soon as one has gone on for a clip's time. */
async function expectAllThere(recording: RecordingHome): Promise<void> {
  const acknowledged = await recording.acknowledged();
  expect(acknowledged.size).toBeGreaterThan(0);
  const clips = clipsOf(await recording.recordOn());
  const counts = new Map(clips.map(({ clip, count }) => [formatId(clip), count]));
  for (const [clip, least] of acknowledged) expect(counts.get(clip) ?? 0, clip).toBeGreaterThanOrEqual(least);
  for (const clip of clips) await openWholeClip(recording.home, clip);
}
