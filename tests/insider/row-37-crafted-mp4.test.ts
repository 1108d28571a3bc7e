// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes, encodeUtf8 } from "@nightlatch/bytes";
import { parseFragment, parseInitSegment } from "@nightlatch/media/mp4";
import { splitFrames } from "@nightlatch/protocol/wire";
import { forge } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { insiderRow, type Finding } from "./insider-row.ts";
import { stopOf } from "./stop-of.ts";
import { WatchingScene } from "./watching-scene.ts";

const HEAD_BYTES = 24;

insiderRow(
  {
    row: 37,
    attack: "feed the player a crafted MP4",
    outcome: "R",
    codes: ["crypto.open_failed", "protocol.bad_version"],
  },
  {
    async honest() {
      await using scene = await WatchingScene.start("row 37 honest");
      expect(await scene.play()).toEqual({ fragments: 12, end: "proved" });
    },

    async attack() {
      const crafted = boxOf("moof", 0xffff_fff0);
      // The demuxer itself would have something to say about it: it is never asked.
      for (const parse of [parseFragment, parseInitSegment]) {
        expect((await stopOf((async () => parse(crafted))())).code).toMatch(/^media\./u);
      }
      const findings: Finding[] = [];
      for (const [seen, bend] of [
        ["in the place of a frame's ciphertext", inPlaceOf],
        ["in the place of a whole part", () => crafted],
      ] as const) {
        await using scene = await WatchingScene.start(`row 37, ${seen}`);
        await scene.timeline();
        const before = scene.snapshot();
        scene.cloud.obey("readPart", (ask, question) =>
          question.path.endsWith("/parts/1") ? forge((body) => bend(body, crafted))(ask, question) : ask(),
        );
        const { end } = await scene.play();
        findings.push({ seen, code: end, store: [before, scene.snapshot()] });
      }
      return findings;
    },
  },
);

/** A box that claims to be larger than all there is. */
function boxOf(type: string, sizeBytes: number): Uint8Array {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, sizeBytes);
  head.set(encodeUtf8(type), 4);
  return concatBytes(head, new Uint8Array(200).fill(0xff));
}

/** Under the second frame's own, genuine head. */
function inPlaceOf(body: Uint8Array, crafted: Uint8Array): Uint8Array {
  const [first = body, second = body, ...rest] = splitFrames(body).frames;
  const bent = Uint8Array.from(second);
  bent.set(crafted.subarray(0, bent.length - HEAD_BYTES), HEAD_BYTES);
  return concatBytes(first, bent, ...rest);
}
