// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Entry: virtual cameras in a process of their own. Arguments: MOVIE COUNT. Says {urls}; on {"count": true} says
 * {sent}, the frames that each camera has sent; on {"hangUp": true} it stops sending first.
 */
import { readMovie, VirtualCamera } from "../../apps/demo-camera/src/index.ts";
import { orders, say } from "./program.ts";

const [moviePath = "", countText = "1"] = process.argv.slice(2);
const movie = await readMovie(moviePath);
const sent = new Array<number>(Number(countText)).fill(0);
const cameras = await Promise.all(
  sent.map((_, at) =>
    VirtualCamera.start({
      movie,
      sound: "none",
      path: `camera-${String(at)}`,
      onFrameSent: () => {
        sent[at] = (sent[at] ?? 0) + 1;
      },
    }),
  ),
);
say({ urls: cameras.map(({ url }) => url) });

for await (const order of orders()) {
  if ("hangUp" in order) await Promise.all(cameras.map((camera) => camera[Symbol.asyncDispose]()));
  say({ sent });
}
process.exit();
