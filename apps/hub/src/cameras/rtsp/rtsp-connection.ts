// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Requests and answers over one connection that also carries the media (RFC 2326 §10.12).
 * Everything that arrives was chosen by the camera: lengths, rates and answers are bounded here and in the reader.
 */
import type { Socket } from "node:net";
import { withDeadline } from "../deadline.ts";
import { CameraError } from "../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import { Authenticator } from "./http-authentication.ts";
import { InterleavedReader } from "./interleaved-reader.ts";
import { firstHeader, formatRtspRequest, formatRtspResponse } from "./rtsp-message.ts";
import type { CameraSocket } from "./open-socket.ts";
import type { RtspMessage, RtspRequest, RtspResponse } from "./rtsp-message.ts";
import type { Credentials } from "./rtsp-url.ts";
import { SocketFlow, type ReadPace } from "./socket-flow.ts";

export type ConnectionDeps = Readonly<{
  clock: Clock;
  responseMs: number;
  credentials: Credentials | undefined;
  /** Read as the bytes come when absent. */
  pace: ReadPace | undefined;
  onPacket(channel: number, packet: Uint8Array): void;
  /** Called once: the connection is dead, and why. */
  onFailure(error: unknown): void;
}>;
type Headers = Readonly<Record<string, string>>;
type Pending = Readonly<{ resolve(response: RtspResponse): void; reject(error: unknown): void }>;

const MAX_UNSENT_BYTES = 64 * 1024;
const MAX_ATTEMPTS = 3;
const CLOSE_GRACE_MS = 1_000;
const USER_AGENT = "Nightlatch";

/** Owns the socket and the requests in flight. */
export class RtspConnection {
  readonly #socket: Socket;
  readonly #flow: SocketFlow;
  readonly #deps: ConnectionDeps;
  readonly #authenticator: Authenticator | undefined;
  readonly #pending = new Map<number, Pending>();
  #cseq = 0;
  #failure: { error: unknown } | undefined;
  #isClosing = false;
  #wasLetIn = false;

  constructor({ socket, readWith }: CameraSocket, deps: ConnectionDeps) {
    this.#socket = socket;
    this.#flow = new SocketFlow(socket, deps.pace);
    this.#deps = deps;
    this.#authenticator = deps.credentials && new Authenticator(deps.credentials);
    const reader = new InterleavedReader({ onPacket: deps.onPacket, onMessage: (message) => this.#onMessage(message) });
    readWith((bytes, isAll) => {
      if (this.#failure || this.#isClosing) return;
      try {
        reader.push(bytes);
        this.#flow.noteRead(isAll);
      } catch (error) {
        this.fail(error);
      }
    });
    socket.on("error", (cause) => this.fail(new CameraError("camera.disconnected", "the connection broke", { cause })));
    socket.on("close", () => this.fail(new CameraError("camera.disconnected", "the camera closed the connection")));
  }

  pause(): void {
    this.#flow.hold();
  }

  resume(): void {
    this.#flow.release();
  }

  /**
   * Sends a request, answers challenges, and gives the response, whatever its status but 401.
   * @throws camera.refused_password, camera.silent, or what ended the connection
   */
  async request(method: string, uri: string, headers: Headers = {}): Promise<RtspResponse> {
    for (let attempt = 1; ; attempt += 1) {
      const nonce = this.#authenticator?.nonce;
      const authorization = this.#authenticator?.authorize(method, uri);
      const sent = authorization === undefined ? headers : { ...headers, Authorization: authorization };
      const response = await this.#exchange(method, uri, sent);
      if (response.status !== 401) {
        this.#wasLetIn ||= authorization !== undefined;
        return response;
      }
      this.#takeChallenge(response, { wasAnswered: authorization !== undefined, nonce, attempt });
    }
  }

  /** Ends the connection: later reads and requests fail with `error`. The first one counts. */
  fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = { error };
    this.#socket.destroy();
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
    if (!this.#isClosing) this.#deps.onFailure(error);
  }

  /** Says goodbye with `method` if the connection still lives, and closes it. */
  async close(method: string, uri: string, headers: Headers): Promise<void> {
    if (this.#failure) return;
    this.#isClosing = true;
    const closed = new Promise<void>((resolve) => this.#socket.once("close", () => resolve()));
    const authorization = this.#authenticator?.authorize(method, uri);
    this.#socket.resume();
    this.#socket.end(
      this.#format(method, uri, authorization === undefined ? headers : { ...headers, Authorization: authorization }),
    );
    const waited = new AbortController();
    await Promise.race([closed, this.#deps.clock.sleep(CLOSE_GRACE_MS, waited.signal)]);
    waited.abort();
    this.fail(new CameraError("camera.disconnected", "closed by us"));
  }

  async #exchange(method: string, uri: string, headers: Headers): Promise<RtspResponse> {
    if (this.#failure) throw this.#failure.error;
    const text = this.#format(method, uri, headers);
    const cseq = this.#cseq;
    const answer = new Promise<RtspResponse>((resolve, reject) => this.#pending.set(cseq, { resolve, reject }));
    this.#write(text);
    try {
      return await withDeadline(this.#deps.clock, this.#deps.responseMs, answer, () => {
        return new CameraError("camera.silent", `no answer to ${method}`);
      });
    } finally {
      this.#pending.delete(cseq);
    }
  }

  #format(method: string, uri: string, headers: Headers): string {
    this.#cseq += 1;
    return formatRtspRequest(method, uri, { CSeq: String(this.#cseq), "User-Agent": USER_AGENT, ...headers });
  }

  /**
   * Decides whether a 401 is worth another try: the first challenge, or a nonce that ran out (RFC 7616 §3.3).
   * A camera that never accepts may not keep us here, nor make us look like somebody who guesses passwords.
   */
  #takeChallenge(
    response: RtspResponse,
    asked: Readonly<{ wasAnswered: boolean; nonce: string | undefined; attempt: number }>,
  ): void {
    const challenges = response.headers.get("www-authenticate") ?? [];
    if (!this.#authenticator)
      throw new CameraError("camera.refused_password", "the camera asks for a user and password");
    if (!this.#authenticator.accept(challenges)) {
      throw new CameraError("camera.refused_password", "the camera asks for a kind of log-in that is not known", {
        advice: "Set the camera's log-in (authentication) to Digest in its own settings.",
      });
    }
    // Some cameras let a nonce run out without saying "stale"; that is believed only of one that let us in before.
    const isNonceOver = this.#authenticator.nonce !== asked.nonce && (this.#authenticator.isStale || this.#wasLetIn);
    if ((asked.wasAnswered && !isNonceOver) || asked.attempt >= MAX_ATTEMPTS) {
      throw new CameraError("camera.refused_password", "the camera refuses this user and password");
    }
  }

  #onMessage(message: RtspMessage): void {
    if (message.kind === "request") {
      this.#answer(message);
      return;
    }
    const cseq = firstHeader(message.headers, "cseq");
    // Some cameras leave CSeq out: then it is the oldest question.
    const key = cseq === undefined ? this.#pending.keys().next().value : Number(cseq);
    if (key !== undefined) this.#pending.get(key)?.resolve(message);
  }

  #answer({ method, headers }: RtspRequest): void {
    const isKnown = method === "OPTIONS" || method === "GET_PARAMETER" || method === "SET_PARAMETER";
    const cseq = firstHeader(headers, "cseq");
    this.#write(isKnown ? formatRtspResponse(200, "OK", cseq) : formatRtspResponse(501, "Not Implemented", cseq));
  }

  #write(text: string): void {
    if (this.#failure || this.#isClosing) return;
    // A camera that asks and never reads would let our answers pile up.
    if (this.#socket.writableLength > MAX_UNSENT_BYTES) {
      this.fail(new CameraError("camera.bad_stream", "the camera does not read what it asks for"));
      return;
    }
    this.#socket.write(text);
  }
}
