// SPDX-License-Identifier: AGPL-3.0-or-later
import { deviceFromSeed } from "@nightlatch/protocol/keys";
import { formatId } from "@nightlatch/protocol/wire";
import { forgeJson } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { recordClip, type RecordedClip } from "../../apps/household-web/src/vault/clips/recorded-clip.fixture.ts";
import { insiderRow, type Finding } from "./insider-row.ts";
import { CAMERA, listedClip, STARTED_MS, WatchingScene } from "./watching-scene.ts";

insiderRow(
  {
    row: 19,
    attack: "forge footage sealed to the public epoch key",
    outcome: "R",
    codes: ["protocol.bad_signature", "protocol.unknown_device"],
  },
  {
    async honest() {
      await using scene = await WatchingScene.start("row 19 honest");
      expect(await scene.play()).toEqual({ fragments: 12, end: "proved" });
    },

    /** Anyone can seal to the epoch's public key, and the insider can put any row into the database. */
    async attack() {
      await using scene = await WatchingScene.start("row 19");
      await scene.timeline();
      const stranger = await deviceFromSeed(scene.home.random(32));
      const before = scene.snapshot();
      const findings: Finding[] = [];
      for (const [seen, hub, mark] of [
        [
          "in the hub's name, signed with another key",
          { ...stranger, id: scene.home.hub.id },
          "protocol.bad_signature",
        ],
        ["in the name of a hub that nobody let in", stranger, "clip.other_hub"],
      ] as const) {
        const startMs = STARTED_MS + 20_000 + findings.length * 120_000;
        const forged = await recordClip({ ...scene.home, hub }, CAMERA, "Kppp|Kppp", startMs);
        insert(scene, forged, startMs);
        scene.cloud.obey(
          "listClips",
          forgeJson(({ clips }) => ({ clips: [...(clips as object[]), listedClip(forged)] })),
        );
        const { clips } = await scene.timeline();
        const listed = clips.find(({ id }) => id === formatId(forged.signed.clip));
        expect(listed?.problem?.code).toBe(mark);
        expect((await scene.play(forged)).fragments).toBe(0);
        const code = scene.refusalOf(forged.opening);
        findings.push({ seen, code, store: [before, scene.snapshot()], evidence: scene.evidence(code, forged) });
      }
      return findings;
    },
  },
);

function insert({ insider, home }: WatchingScene, { opening, signed }: RecordedClip, startMs: number): void {
  const values = [formatId(home.state.lane), formatId(signed.clip), formatId(CAMERA), opening, startMs] as const;
  insider.sql(
    "INSERT INTO clips (lane, clip, camera, opening, start_ms, end_ms, camera_group) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ...values,
    startMs + 900,
    formatId(home.group),
  );
}
