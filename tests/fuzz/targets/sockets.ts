// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Socket messages between hub, relay and viewer: JSON as both ends read it, and the binary media message. */
import {
  decodeMediaMessage,
  encodeMediaMessage,
  hubToServer,
  serverToHub,
  serverToViewer,
  viewerToServer,
} from "@nightlatch/api-contract";
import { decodeBase64url, encodeUtf8, equalBytes } from "@nightlatch/bytes";
import { idFromBytes, parseId, type CameraId } from "@nightlatch/protocol/wire";
import { seededRandom } from "@nightlatch/testkit";
import type { z } from "zod";
import { promised, type FuzzTarget, type TargetFamily } from "../target.ts";

const random = seededRandom("tests/fuzz/sockets");
const ID = "AAECAwQFBgcICQoLDA0ODw";
const MESSAGES = [
  { type: "hello", token: "a token" },
  { type: "ready" },
  { type: "error", code: "x", message: "y", advice: "z" },
  { type: "beacon", camera: ID, beacon: "AAAA" },
  { type: "viewers", camera: ID, nonces: [ID, ID] },
  { type: "ledger-changed", seq: 7 },
  { type: "records-changed" },
  { type: "watch", camera: ID, nonce: ID },
  { type: "leave", camera: ID },
  { type: "camera-offline", camera: ID },
  { type: "skipped", camera: ID },
].map((message) => encodeUtf8(JSON.stringify(message)));
const dictionary = [
  '"type":',
  '"camera":',
  '"nonces":',
  '"seq":',
  '"__proto__":{}',
  "1e400",
  "null",
  "[]",
  "{}",
  `"${ID}"`,
];

export const sockets: TargetFamily = {
  "hub-to-server": () => jsonTarget(hubToServer),
  "server-to-hub": () => jsonTarget(serverToHub),
  "viewer-to-server": () => jsonTarget(viewerToServer),
  "server-to-viewer": () => jsonTarget(serverToViewer),
  "media-message": () => ({
    form: "bytes",
    seeds: (["opening", "frame"] as const).map((kind) =>
      encodeMediaMessage({ kind, camera: idFromBytes<CameraId>(random(16)), payload: random(40) }),
    ),
    codes: [],
    judge(input) {
      const message = decodeMediaMessage(input);
      if (message === undefined) return "none";
      promised(equalBytes(encodeMediaMessage(message), input), "accepted a message that it would not write");
      return message.kind;
    },
  }),
};

/** What passes the schema is what both ends go on with: its ids and bytes must decode. */
function jsonTarget(schema: z.ZodType<Readonly<{ type: string }>>): FuzzTarget {
  return {
    form: "text",
    seeds: MESSAGES,
    dictionary,
    codes: [],
    judge(input) {
      const value = jsonOrUndefined(new TextDecoder().decode(input));
      const parsed = schema.safeParse(value);
      if (!parsed.success) return `refused ${parsed.error.issues[0]?.code ?? ""}`;
      const message: Readonly<Record<string, unknown>> = parsed.data;
      if (typeof message["camera"] === "string") parseId(message["camera"]);
      if (typeof message["nonce"] === "string")
        promised(decodeBase64url(message["nonce"]).length === 16, "a nonce of other length");
      promised(Object.getPrototypeOf(message) === Object.prototype, "another prototype than a plain object's");
      return parsed.data.type;
    },
  };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
