// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes } from "@nightlatch/bytes";
import { splitFrames } from "@nightlatch/protocol/wire";
import { forge } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { insiderRow, type Finding } from "./insider-row.ts";
import { WatchingScene } from "./watching-scene.ts";

type Frames = readonly Uint8Array[];

/** Of the frames of one part of the clip's three. */
const ACTS: readonly (readonly [seen: string, part: number, bend: (frames: Frames) => Frames])[] = [
  ["a fragment dropped", 1, ([first, , ...rest]) => [...some(first), ...rest]],
  ["a fragment twice", 1, ([first, ...rest]) => [...some(first), ...some(first), ...rest]],
  ["two fragments the other way round", 1, ([a, b, ...rest]) => [...some(b), ...some(a), ...rest]],
  ["the end cut off between fragments", 2, (frames) => frames.slice(0, -1)],
];

insiderRow(
  {
    row: 16,
    attack: "drop, repeat, reorder or truncate fragments",
    outcome: "R",
    codes: ["clip.fragment_missing", "clip.fragment_missing", "clip.fragment_missing", "clip.cut_short"],
  },
  {
    async honest() {
      await using scene = await WatchingScene.start("row 16 honest");
      expect(await scene.play()).toEqual({ fragments: 12, end: "proved" });
    },

    async attack() {
      const findings: Finding[] = [];
      for (const [seen, part, bend] of ACTS) {
        await using scene = await WatchingScene.start(`row 16, ${seen}`);
        await scene.timeline();
        const before = scene.snapshot();
        scene.cloud.obey("readPart", (ask, question) => {
          const isBent = question.path.endsWith(`/parts/${String(part)}`);
          return isBent ? forge((body) => concatBytes(...bend(splitFrames(body).frames)))(ask, question) : ask();
        });
        const { end, fragments } = await scene.play();
        // The player stops with a mark at the very place: it never ends early as if that were the end.
        expect(fragments).toBeLessThan(12);
        findings.push({ seen, code: end, store: [before, scene.snapshot()], ...evidenceOf(scene, part, bend) });
      }
      return findings;
    },
  },
);

/** All that the server sent, beside what the hub signed for. */
function evidenceOf(scene: WatchingScene, bent: number, bend: (frames: Frames) => Frames): Partial<Finding> {
  const frames = scene.clip().parts.flatMap((part, i) => {
    const sent = splitFrames(part).frames;
    return i === bent ? bend(sent) : sent;
  });
  const isShort = frames.length < scene.clip().signed.count;
  const [manifest] = scene.manifests;
  if (manifest === undefined) throw new Error("the hub signed for the clip");
  const evidence = scene.evidence(isShort ? "clip.cut_short" : "clip.not_as_signed", { manifest, frames });
  return { evidence, verdict: isShort ? "consistent" : "proves" };
}

function some(frame: Uint8Array | undefined): Frames {
  return frame === undefined ? [] : [frame];
}
