// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A hub without a lock: the same camera client and fragments, sent to a bare broadcast as they are. Neither
 * sealed nor stored. Arguments: CAMERA-URL RELAY-URL. A yardstick for bench/ alone: the product has no clear path.
 *
 * Message: u8 kind (0 init, 1 first of a group, 2 other), fragment.
 */
import { once } from "node:events";
import { WebSocket } from "ws";
import { openCamera } from "../../../apps/hub/src/cameras/open-camera.ts";
import { systemClock } from "../../../apps/hub/src/ports/clock.ts";
import { createFragmenter, type Fragmenter } from "@nightlatch/media/fragmenter";
import { endWithStarter, say } from "../../stage/program.ts";

const [cameraUrl = "", relayUrl = ""] = process.argv.slice(2);
const relay = new WebSocket(relayUrl, { perMessageDeflate: false });
await once(relay, "open");
endWithStarter();
say({ open: true });

let fragmenter: Fragmenter | undefined;
const signal = new AbortController().signal;
for await (const event of openCamera({ kind: "rtsp", url: cameraUrl }, { clock: systemClock, signal })) {
  if (event.kind === "tracks") fragmenter = createFragmenter(event.tracks);
  for (const { bytes, startsGop } of event.kind === "sample" ? (fragmenter?.push(event.sample) ?? []) : []) {
    if (startsGop && fragmenter !== undefined) send(0, fragmenter.initSegment);
    send(startsGop ? 1 : 2, bytes);
  }
}

function send(kind: number, bytes: Uint8Array): void {
  const message = new Uint8Array(1 + bytes.length);
  message[0] = kind;
  message.set(bytes, 1);
  relay.send(message);
}
