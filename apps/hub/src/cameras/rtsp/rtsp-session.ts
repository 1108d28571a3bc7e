// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The conversation with a camera (RFC 2326 §10): OPTIONS, DESCRIBE, SETUP, PLAY, keep-alive, TEARDOWN. */
import { CameraError } from "../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import { hasCode } from "@nightlatch/errors";
import type { RtspConnection } from "./rtsp-connection.ts";
import { firstHeader, type RtspResponse } from "./rtsp-message.ts";
import { parseSessionDescription, resolveControl, type SessionDescription } from "./session-description.ts";
import { formatTransport, parseSession, parseTransport } from "./transport-header.ts";
import type { InterleavedChannels, SessionHeader } from "./transport-header.ts";

/** Owns the session's state at the camera. Steps in order: describe, setUp (once a stream), play, keepAlive, close. */
export class RtspSession {
  readonly #connection: RtspConnection;
  readonly #uri: string;
  #baseUri: string;
  #aggregateUri: string;
  #session: SessionHeader | undefined;
  #knowsGetParameter = false;

  constructor(connection: RtspConnection, uri: string) {
    this.#connection = connection;
    this.#uri = uri;
    this.#baseUri = uri;
    this.#aggregateUri = uri;
  }

  async describe(): Promise<SessionDescription> {
    // A camera that refuses OPTIONS may stream all the same: its answer only tells how to keep the session alive.
    const options = await this.#connection.request("OPTIONS", this.#uri);
    const methods = firstHeader(options.headers, "public") ?? "";
    this.#knowsGetParameter = /\bGET_PARAMETER\b/i.test(methods);
    const response = expectOk(
      "DESCRIBE",
      await this.#connection.request("DESCRIBE", this.#uri, { Accept: "application/sdp" }),
    );
    const base =
      firstHeader(response.headers, "content-base") ?? firstHeader(response.headers, "content-location") ?? "";
    if (isRtspUri(base)) this.#baseUri = base;
    const description = parseSessionDescription(response.body);
    this.#aggregateUri = this.#resolve(description.control ?? "*");
    return description;
  }

  async setUp(control: string, asked: InterleavedChannels): Promise<InterleavedChannels> {
    const headers = { Transport: formatTransport(asked), ...this.#sessionHeader() };
    const response = expectOk("SETUP", await this.#connection.request("SETUP", this.#resolve(control), headers));
    this.#session ??= parseSession(firstHeader(response.headers, "session"));
    return parseTransport(firstHeader(response.headers, "transport"), asked);
  }

  async play(): Promise<void> {
    const headers = { Range: "npt=0.000-", ...this.#sessionHeader() };
    expectOk("PLAY", await this.#connection.request("PLAY", this.#aggregateUri, headers));
  }

  /**
   * Tells the camera, well within its timeout, that somebody still watches; until the signal aborts.
   * A camera that sends media but leaves this unanswered is believed to live: the watch for silence decides.
   * @throws camera.disconnected when the camera forgot the session, or what ended the connection
   */
  async keepAlive(clock: Clock, signal: AbortSignal): Promise<void> {
    const intervalMs = Math.min((this.#session?.timeoutMs ?? 0) / 2, 30_000);
    for (;;) {
      await clock.sleep(intervalMs, signal);
      if (signal.aborted) return;
      const status = await this.#sendKeepAlive();
      if (status === 454) throw new CameraError("camera.disconnected", "the camera forgot the session");
      if (status !== undefined && status >= 400) this.#knowsGetParameter = false;
    }
  }

  async close(): Promise<void> {
    if (this.#session) await this.#connection.close("TEARDOWN", this.#aggregateUri, this.#sessionHeader());
    else this.#connection.fail(new CameraError("camera.disconnected", "closed by us"));
  }

  async #sendKeepAlive(): Promise<number | undefined> {
    const method = this.#knowsGetParameter ? "GET_PARAMETER" : "OPTIONS";
    try {
      return (await this.#connection.request(method, this.#aggregateUri, this.#sessionHeader())).status;
    } catch (error) {
      if (hasCode(error, "camera.silent")) return undefined;
      throw error;
    }
  }

  #sessionHeader(): Readonly<Record<string, string>> {
    return this.#session ? { Session: this.#session.id } : {};
  }

  #resolve(control: string): string {
    const uri = resolveControl(this.#baseUri, control);
    if (!isRtspUri(uri)) throw new CameraError("camera.bad_stream", "a control address that is none");
    return uri;
  }
}

/** The camera chose it, and it goes into a request line: no spaces, no line breaks. */
function isRtspUri(uri: string): boolean {
  return /^rtsps?:\/\/[\x21-\x7e]{1,2000}$/i.test(uri);
}

function expectOk(method: string, response: RtspResponse): RtspResponse {
  const { status } = response;
  if (status >= 200 && status < 300) return response;
  // The reason phrase is the camera's: a status says enough.
  const message = `the camera answered ${status} to ${method}`;
  if (status === 404) throw new CameraError("camera.not_found", message);
  if (status === 461) {
    throw new CameraError("camera.refused", message, {
      advice: "Switch on RTSP over TCP in the camera's own settings.",
    });
  }
  if (status >= 300 && status < 400) throw new CameraError("camera.redirected", message, redirectAdvice(response));
  throw new CameraError("camera.refused", message);
}

/** A redirect is never followed: whoever can fake one could lead us, and the password, anywhere. */
function redirectAdvice({ headers }: RtspResponse): Readonly<{ advice?: string }> {
  const target = URL.parse(firstHeader(headers, "location") ?? "");
  if (target === null) return {};
  const address = `${target.protocol}//${target.host}${target.pathname}`.slice(0, 200);
  return {
    advice: `The camera says that its stream lives at ${address}. Enter that address instead, if you trust it.`,
  };
}
