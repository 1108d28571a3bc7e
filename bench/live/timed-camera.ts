// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Entry: one virtual camera in a process of its own that notes when each frame left. Argument: MOVIE. Says {url};
 * answers {"sends": true} with {sends: [[frame, viewer by order of connection, Unix ms], ...]} since the last order,
 * and {"viewers": true} with {viewers: how many}.
 */
import { VirtualCamera } from "../../apps/demo-camera/src/index.ts";
import { orders, say } from "../stage/program.ts";

let sends: (readonly [number, number, number])[] = [];
let [lastIndex, viewer] = [-1, 0];
await using camera = await VirtualCamera.start({
  movie: process.argv[2] ?? "",
  sound: "none",
  onFrameSent: ({ index, wallMs }) => {
    viewer = index === lastIndex ? viewer + 1 : 0;
    lastIndex = index;
    sends.push([index, viewer, wallMs]);
  },
});
say({ url: camera.url });

for await (const order of orders()) {
  if ("sends" in order) say({ sends });
  if ("viewers" in order) say({ viewers: camera.viewerCount });
  sends = [];
}
process.exit();
