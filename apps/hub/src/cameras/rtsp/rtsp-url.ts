// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A camera's address, with the password taken out before anything else can print it. */
import { CameraError } from "../errors.ts";
import type { RtspSource } from "../camera-source.ts";

export type Credentials = Readonly<{ username: string; password: string }>;
export type RtspTarget = Readonly<{
  /** The request URI: no user, no password, no fragment. */
  uri: string;
  host: string;
  port: number;
  isTls: boolean;
  credentials: Credentials | undefined;
}>;

const PLAIN_PORT = 554;
const TLS_PORT = 322;

/** @throws camera.bad_address */
export function parseRtspTarget(source: RtspSource): RtspTarget {
  const url = URL.parse(source.url.trim());
  // The address may hold a password: it must not get into a message.
  if (url === null) throw new CameraError("camera.bad_address", "not a URL");
  if (url.protocol !== "rtsp:" && url.protocol !== "rtsps:") {
    throw new CameraError("camera.bad_address", `unknown scheme ${JSON.stringify(url.protocol)}`);
  }
  if (url.hostname === "") throw new CameraError("camera.bad_address", "no host");
  const isTls = url.protocol === "rtsps:";
  const credentials = readCredentials(source, url);
  const port = url.port === "" ? (isTls ? TLS_PORT : PLAIN_PORT) : Number(url.port);
  return {
    uri: `${url.protocol}//${url.host}${url.pathname}${url.search}`,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port,
    isTls,
    credentials,
  };
}

function readCredentials(source: RtspSource, url: URL): Credentials | undefined {
  const username = source.username ?? decodePercent(url.username);
  const password = source.password ?? decodePercent(url.password);
  return username === "" && password === "" ? undefined : { username, password };
}

/** People paste passwords as they are: "50%off" is not an escape, so it stays. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
