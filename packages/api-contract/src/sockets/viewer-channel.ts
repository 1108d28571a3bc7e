// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Text messages between a viewer and the relay, at /v1/live/viewer. */
import { VIEWER_NONCE_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { exactBytesText, hashText, idText, timeMs } from "../field-types.ts";
import { MAX_CASES_ASKED } from "../limits.ts";
import {
  beaconMessage,
  grantsChanged,
  hello,
  ledgerChanged,
  logChanged,
  ready,
  recordsChanged,
  socketError,
} from "./hub-channel.ts";

export const VIEWER_SOCKET_PATH = "/v1/live/viewer";

export const viewerToServer = z.discriminatedUnion("type", [
  hello,
  /** For a camera that is watched on this socket already: renews the nonce, and the pictures go on. */
  z.object({ type: z.literal("watch"), camera: idText, nonce: exactBytesText(VIEWER_NONCE_BYTES) }),
  z.object({ type: z.literal("leave"), camera: idText }),
  /** Says which cases this socket wants to hear of, instead of those that it said before. */
  z.object({ type: z.literal("follow-cases"), cases: z.array(idText).max(MAX_CASES_ASKED) }),
]);
export type ViewerToServer = z.infer<typeof viewerToServer>;

export const serverToViewer = z.discriminatedUnion("type", [
  ready,
  socketError,
  beaconMessage,
  /** The camera's hub is not connected; sent again as `camera-online` when it is. */
  z.object({ type: z.literal("camera-offline"), camera: idText }),
  z.object({ type: z.literal("camera-online"), camera: idText }),
  /** Frames were left out because this viewer was slow; the next one starts a group of pictures. */
  z.object({ type: z.literal("skipped"), camera: idText }),
  z.object({ type: z.literal("clips-changed"), camera: idText }),
  ledgerChanged,
  recordsChanged,
  logChanged,
  grantsChanged,
  z.object({ type: z.literal("case-changed"), case: idText }),
  /** Told at once, and to whoever connects meanwhile. */
  z.object({
    type: z.literal("staff-watching"),
    grant: hashText,
    staff: idText,
    camera: idText,
    untilMs: timeMs,
    state: z.enum(["started", "ended"]),
  }),
]);
export type ServerToViewer = z.infer<typeof serverToViewer>;
