// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Text messages between a staff console and the relay, at /v1/staff/live. A camera is named by its grant alone. */
import { VIEWER_NONCE_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { exactBytesText, hashText, idText } from "../field-types.ts";
import { beaconMessage, hello, ready, socketError } from "./hub-channel.ts";

export const STAFF_SOCKET_PATH = "/v1/staff/live";

export const staffToServer = z.discriminatedUnion("type", [
  hello,
  /** The token of a newer session of the same device: without it the socket ends with its session. */
  z.object({ type: z.literal("renew"), token: z.string().max(256) }),
  /** For a grant that is watched on this socket already: renews the nonce, and the pictures go on. */
  z.object({ type: z.literal("watch"), grant: hashText, nonce: exactBytesText(VIEWER_NONCE_BYTES) }),
  z.object({ type: z.literal("leave"), grant: hashText }),
]);
export type StaffToServer = z.infer<typeof staffToServer>;

export const serverToStaff = z.discriminatedUnion("type", [
  ready,
  socketError,
  beaconMessage,
  z.object({ type: z.literal("camera-offline"), camera: idText }),
  z.object({ type: z.literal("camera-online"), camera: idText }),
  z.object({ type: z.literal("skipped"), camera: idText }),
  /** No more of this grant: the household stopped it, its time is over, or it never was one for this device. */
  z.object({ type: z.literal("watch-ended"), grant: hashText, reason: z.enum(["revoked", "expired", "refused"]) }),
  /** The team's list of cases has news. */
  z.object({ type: z.literal("cases-changed") }),
  /** A grant for this device came, ended or got keys. */
  z.object({ type: z.literal("grants-changed") }),
  z.object({ type: z.literal("roster-changed") }),
]);
export type ServerToStaff = z.infer<typeof serverToStaff>;
