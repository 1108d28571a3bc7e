// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeUtf8 } from "@nightlatch/bytes";
import { formatId, splitFrames } from "@nightlatch/protocol/wire";
import { forgeJson, swap } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { recordClip } from "../../apps/household-web/src/vault/clips/recorded-clip.fixture.ts";
import { testHousehold } from "@nightlatch/testkit";
import { insiderRow, type Finding } from "./insider-row.ts";
import { CAMERA, listedClip, STARTED_MS, WatchingScene } from "./watching-scene.ts";

insiderRow(
  {
    row: 15,
    attack: "swap two clips of one camera; serve household X's clip to Y",
    outcome: "R",
    codes: ["clip.unknown", "crypto.open_failed", "clip.other_hub"],
  },
  {
    async honest() {
      await using scene = await WatchingScene.start("row 15 honest", 2);
      for (const clip of scene.clips) expect(await scene.play(clip)).toEqual({ fragments: 12, end: "proved" });
    },

    async attack() {
      await using scene = await WatchingScene.start("row 15", 2);
      const [one, other] = [scene.clip(0), scene.clip(1)];
      await scene.timeline();
      const before = scene.snapshot();
      const findings: Finding[] = [];
      const tell = (seen: string, code: string, more: Partial<Finding>) => {
        findings.push({ seen, code, store: [before, scene.snapshot()], ...more });
        scene.cloud.beHonest();
      };

      const ids = [formatId(one.signed.clip), formatId(other.signed.clip)] as const;
      for (const place of ["readClip", "readPart"] as const) scene.cloud.obey(place, swap(...ids));
      tell("one clip in place of the other", (await scene.play(one)).end, {});

      scene.cloud.obey("readPart", swap(...ids));
      const frames = other.parts.flatMap((part) => splitFrames(part).frames);
      const swapped = (await scene.play(one)).end;
      const evidence = scene.evidence(swapped, {
        opening: one.opening,
        manifest: scene.manifests[0] ?? NOTHING,
        frames,
      });
      tell("its sealed parts in place of the other's", swapped, { evidence, verdict: "consistent" });

      const stranger = await testHousehold("row 15, household X");
      const foreign = await recordClip(stranger, CAMERA, "Kppp|Kppp|Kppp", STARTED_MS + 10_000);
      scene.cloud.obey(
        "listClips",
        forgeJson(({ clips }) => ({ clips: [...(clips as object[]), listedClip(foreign)] })),
      );
      scene.cloud.obey("readClip", () =>
        Promise.resolve({ ...OK, body: encodeUtf8(JSON.stringify(listedClip(foreign))) }),
      );
      const refused = (await scene.play(foreign)).end;
      const { clips } = await scene.timeline();
      expect(clips.find(({ id }) => id === formatId(foreign.signed.clip))?.problem?.code).toBe(refused);
      tell("another household's clip", refused, {
        evidence: scene.evidence(scene.refusalOf(foreign.opening), { opening: foreign.opening }),
      });
      return findings;
    },
  },
);

const NOTHING = new Uint8Array();
const OK = { status: 200, contentType: "application/json" };
