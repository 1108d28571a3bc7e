// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The decoder process: forked by `decoder-client.ts`, holds no key, reads no file but the device it is told to.
 * It ends when its parent does.
 */
import { AV_LOG_QUIET } from "node-av/constants";
import { Log } from "node-av/lib";
import { captureDevice } from "./capture-device.ts";
import type { DecoderReply, DecoderRequest } from "./decoder-messages.ts";
import { encodeThumbnail } from "./encode-thumbnail.ts";

/** Messages that the parent has not taken yet: two seconds of pictures at 15 a second. */
const MAX_UNTAKEN = 30;
let untaken = 0;

Log.setLevel(AV_LOG_QUIET);
process.on("disconnect", () => process.exit(0));
process.on("message", (request: DecoderRequest) => {
  const id = request.kind === "thumbnail" ? { id: request.id } : {};
  answer(request).catch((error: unknown) => {
    send({ kind: "failed", ...id, message: error instanceof Error ? error.message : String(error) });
  });
});

async function answer(request: DecoderRequest): Promise<void> {
  if (request.kind === "capture") await captureDevice(request.input, { canTake: () => untaken < MAX_UNTAKEN, send });
  else send({ kind: "jpeg", id: request.id, data: await encodeThumbnail(request) });
}

function send(reply: DecoderReply): void {
  untaken += 1;
  process.send?.(reply, undefined, {}, () => {
    untaken -= 1;
  });
}
