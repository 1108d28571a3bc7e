// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One TCP or TLS connection to a camera, or a CameraError that says what is in the way. */
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { withDeadline } from "../deadline.ts";
import { CameraError } from "../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RtspTarget } from "./rtsp-url.ts";

/**
 * A connection whose bytes come to `onBytes`, in a buffer that is used again as soon as that returns. `isAll`: the
 * socket held no more than these.
 */
export type CameraSocket = Readonly<{ socket: net.Socket; readWith(onBytes: OnBytes): void }>;
type OnBytes = (bytes: Uint8Array, isAll: boolean) => void;
export type SocketDeps = Readonly<{ clock: Clock; signal: AbortSignal; connectMs: number; tlsCa: string | undefined }>;

/**
 * One for all reads of all cameras: a new one for each read would cost more in garbage than all the rest of the path,
 * and one that is shared stays in the processor's cache. libuv fills it only when there are bytes to be read, and what
 * is in it is used up before the next read.
 */
const readBuffer = new Uint8Array(256 * 1024);

/** @throws camera.unreachable, camera.untrusted_certificate, camera.not_rtsp */
export async function openSocket(target: RtspTarget, deps: SocketDeps): Promise<CameraSocket> {
  const { socket, readWith } = target.isTls ? openTls(target, deps.tlsCa) : openTcp(target);
  const abort = (): void => void socket.destroy();
  deps.signal.addEventListener("abort", abort, { once: true });
  try {
    const connected = once(socket, target.isTls ? "secureConnect" : "connect", { signal: deps.signal });
    await withDeadline(deps.clock, deps.connectMs, connected, () => unreachable(target, "no answer in time"));
    socket.setNoDelay(true);
    return { socket, readWith };
  } catch (error) {
    // A late failure of a socket that we gave up on concerns nobody.
    socket.on("error", () => undefined);
    socket.destroy();
    throw error instanceof CameraError ? error : connectError(target, error);
  } finally {
    deps.signal.removeEventListener("abort", abort);
  }
}

function openTcp({ host, port }: RtspTarget): CameraSocket {
  let deliver: OnBytes = () => undefined;
  const callback = (byteCount: number): boolean => {
    deliver(readBuffer.subarray(0, byteCount), byteCount < readBuffer.length);
    return true;
  };
  return {
    socket: net.connect({ host, port, onread: { buffer: readBuffer, callback } }),
    readWith: (onBytes) => {
      deliver = onBytes;
    },
  };
}

/** The certificate is always verified: who can answer in the camera's place could show a different door. */
function openTls({ host, port }: RtspTarget, tlsCa: string | undefined): CameraSocket {
  const socket = tls.connect({
    host,
    port,
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    ...(tlsCa === undefined ? {} : { ca: [...tls.rootCertificates, tlsCa] }),
    rejectUnauthorized: true,
  });
  // Bytes come record by record: there is no telling whether more are waiting.
  return { socket, readWith: (onBytes) => socket.on("data", (bytes: Buffer) => onBytes(bytes, false)) };
}

function connectError(target: RtspTarget, cause: unknown): CameraError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (/CERT|SELF_SIGNED|ISSUER|VERIFY_LEAF/.test(code)) {
    return new CameraError("camera.untrusted_certificate", `the certificate was refused (${code})`, { cause });
  }
  if (code === "EPROTO" || code.startsWith("ERR_SSL")) {
    return new CameraError("camera.not_rtsp", "no TLS at this port", { cause });
  }
  return unreachable(target, code, cause);
}

function unreachable({ host, port }: RtspTarget, why: string, cause?: unknown): CameraError {
  return new CameraError("camera.unreachable", `cannot connect to ${host}:${port} (${why})`, { cause });
}
