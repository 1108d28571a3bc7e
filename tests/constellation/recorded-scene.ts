// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The demo camera's drawn scene as the plain fragments of a clip: a picture that a browser really decodes. */
import { concatBytes } from "@nightlatch/bytes";
import { h264Track } from "@nightlatch/media/elementary";
import { buildFragment, buildInitSegment } from "@nightlatch/media/mp4";
import { FRONT_DOOR_SCENE } from "../../apps/demo-camera/src/front-door-scene.ts";
import { readMovie } from "../../apps/demo-camera/src/movie/movie-reader.ts";

/** By sequence number: the init segment, then one picture each, from `startMs` on. */
export async function sceneFragments(startMs: number): Promise<readonly Uint8Array[]> {
  const { video } = await readMovie(FRONT_DOOR_SCENE);
  const [first, second] = video.frames;
  if (first === undefined || second === undefined) throw new Error("the scene has pictures");
  const durationTicks = second.sendTicks - first.sendTicks;
  const pictures = video.frames.map(({ nals, isKeyframe, presentationTicks, sendTicks }, i) => {
    const decodeTime = sendTicks - first.sendTicks;
    const compositionOffset = presentationTicks - first.presentationTicks - decodeTime;
    const data = concatBytes(...nals.flatMap((nal) => [lengthOf(nal), nal]));
    return buildFragment({
      trackId: 1,
      sequence: i + 1,
      decodeTime,
      captureTimeMs: startMs + (presentationTicks - first.presentationTicks) / 90,
      samples: [{ data, durationTicks, compositionOffset, isKeyframe }],
    });
  });
  return [buildInitSegment([h264Track(video.parameterSets)]), ...pictures];
}

/** Four bytes, big-endian, as a track in an MP4 has them before each NAL unit. */
function lengthOf({ length }: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}
