// SPDX-License-Identifier: AGPL-3.0-or-later
import { formatId } from "@nightlatch/protocol/wire";
import { rm } from "node:fs/promises";
import { expect } from "vitest";
import { insiderRow, type Finding } from "./insider-row.ts";
import { WatchingScene } from "./watching-scene.ts";

const MINUTE_MS = 60_000;

insiderRow(
  { row: 17, attack: "delete a clip and its row", outcome: "R", codes: ["missing", "missing"] },
  {
    async honest() {
      await using scene = await WatchingScene.start("row 17 honest", 3);
      scene.nowMs = scene.clip(2).signed.endMs + MINUTE_MS;
      const { clips, gaps } = await scene.timeline();
      expect(clips).toHaveLength(3);
      expect(gaps).toEqual([]);
    },

    async attack() {
      const findings: Finding[] = [];
      for (const [seen, alsoDiary] of [
        ["clip and row gone: its time stands as missing at once", false],
        ["its word in the diary gone, too: missing within ten minutes and two for clocks", true],
      ] as const) {
        await using scene = await WatchingScene.start(`row 17 ${String(alsoDiary)}`, 3);
        const { signed } = scene.clip(2);
        // Whoever had looked before would notice the missing word at once; this device comes later.
        if (!alsoDiary) await scene.timeline();
        const before = scene.snapshot();
        await destroy(scene, formatId(signed.clip), alsoDiary);
        scene.nowMs = signed.endMs + (alsoDiary ? 12 * MINUTE_MS : MINUTE_MS);
        const { clips, gaps } = await scene.timeline();
        expect(clips).toHaveLength(2);
        const gap = gaps.find(({ fromMs, toMs }) => fromMs <= signed.startMs && toMs >= signed.endMs - 100);
        const store = alsoDiary ? {} : { store: [before, scene.snapshot()] as const };
        findings.push({ seen, code: gap?.reason ?? "nothing is shown", ...store });
      }
      return findings;
    },
  },
);

async function destroy({ insider }: WatchingScene, clip: string, alsoDiary: boolean): Promise<void> {
  for (const table of ["parts", "clip_readers", "clips"]) insider.sql(`DELETE FROM ${table} WHERE clip = ?`, clip);
  if (alsoDiary) insider.sql("DELETE FROM manifests WHERE n = 2");
  await rm(insider.blobDir, { recursive: true });
}
