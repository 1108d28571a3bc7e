// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One client's RTSP connection (RFC 2326), media interleaved in the same TCP stream.
 * Owns the socket from accept to close, and the one session that may live in it.
 */
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { CameraTerms } from "../camera-terms.ts";
import { misbehavingSets } from "../rtp/frame-packets.ts";
import { RtpStream } from "../rtp/rtp-stream.ts";
import { DigestChallenge } from "./digest-challenge.ts";
import { RequestReader, type RtspRequest } from "./request-reader.ts";
import { formatResponse, type RtspResponse } from "./response.ts";
import { soundPayloadType, VIDEO_PAYLOAD_TYPE, writeSdp } from "./sdp.ts";
import { ViewerFeed } from "./viewer-feed.ts";

const METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER";

type TrackName = "video" | "audio";

export class RtspConnection {
  readonly #terms: CameraTerms;
  readonly #socket: Socket;
  readonly #reader = new RequestReader();
  readonly #challenge: DigestChallenge;
  readonly #streams = new Map<TrackName, RtpStream>();
  readonly #sessionId = randomBytes(8).toString("hex");
  readonly #quietTimer: NodeJS.Timeout;
  #playing: Disposable | undefined;
  #playingSinceMs = Infinity;

  constructor(terms: CameraTerms, socket: Socket) {
    this.#terms = terms;
    this.#socket = socket;
    const login = terms.login ?? { user: "", password: "", schemes: ["md5"], qop: "auth" };
    this.#challenge = new DigestChallenge(login);
    this.#quietTimer = setTimeout(() => socket.destroy(), terms.sessionTimeoutS * 1000);
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#hear(chunk));
    // A viewer that vanishes is no fault of the camera: "close" follows and tidies up.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#tidyUp());
  }

  get isPlaying(): boolean {
    return this.#playing !== undefined;
  }

  close(): void {
    this.#socket.destroy();
  }

  #tidyUp(): void {
    clearTimeout(this.#quietTimer);
    this.#playing?.[Symbol.dispose]();
    this.#playing = undefined;
  }

  #hear(chunk: Buffer): void {
    this.#quietTimer.refresh();
    if (this.#terms.misbehaviour.neverAnswer || this.#isSilent()) return;
    const reading = this.#reader.push(chunk);
    if (reading.kind === "malformed") {
      this.#socket.end(formatResponse({ status: 400 }, undefined));
      return;
    }
    for (const request of reading.requests) this.#answer(request);
  }

  #answer(request: RtspRequest): void {
    const response = this.#isAdmitted(request) ? this.#respond(request) : this.#refuse();
    this.#socket.write(formatResponse(response, request.headers.get("cseq")));
    if (request.method === "PLAY" && response.status === 200) this.#play();
    if (request.method === "TEARDOWN" && response.status === 200) this.#socket.end();
  }

  #isAdmitted(request: RtspRequest): boolean {
    if (request.method === "OPTIONS") return true;
    if (this.#terms.misbehaviour.refuseEveryLogin) return false;
    return this.#terms.login === undefined || this.#challenge.admits(request);
  }

  #refuse(): RtspResponse {
    return { status: 401, headers: this.#challenge.offers().map((offer) => ["WWW-Authenticate", offer] as const) };
  }

  #respond(request: RtspRequest): RtspResponse {
    if (request.method === "OPTIONS") return { status: 200, headers: [["Public", METHODS]] };
    if (!METHODS.split(", ").includes(request.method)) return { status: 501 };
    const place = this.#placeOf(request.uri);
    if (place === undefined || !["", "video", "audio"].includes(place)) return { status: 404 };
    if (request.method === "DESCRIBE") return place === "" ? this.#describe(request) : { status: 404 };
    if (request.method === "SETUP") return this.#setUp(request, place);
    if (request.headers.get("session")?.split(";")[0]?.trim() !== this.#sessionId) return { status: 454 };
    if (request.method === "PLAY") return this.#streams.size === 0 ? { status: 455 } : this.#playResponse(request);
    if (request.method === "PAUSE") this.#pause();
    return { status: 200, headers: [["Session", this.#sessionHeader()]] };
  }

  /** "" for the presentation, else the control name after it. */
  #placeOf(uri: string): string | undefined {
    const path = /^rtsps?:\/\/[^/]*\/([^?]*)/i.exec(uri)?.[1]?.replace(/\/$/, "");
    if (path === this.#terms.path) return "";
    const prefix = `${this.#terms.path}/`;
    return path?.startsWith(prefix) === true ? path.slice(prefix.length) : undefined;
  }

  #describe(request: RtspRequest): RtspResponse {
    const { broadcast, sound, parameterSetsInSdp, misbehaviour } = this.#terms;
    const movie = broadcast.movie;
    const body = writeSdp({
      video: { ...movie, parameterSets: misbehavingSets(movie.parameterSets, this.#terms) },
      sound,
      withParameterSets: parameterSetsInSdp,
      codecName: misbehaviour.codecName,
    });
    const base: readonly [string, string] = ["Content-Base", `${request.uri.replace(/[/]?(\?.*)?$/, "")}/`];
    return { status: 200, headers: [base, ["Content-Type", "application/sdp"]], body };
  }

  #setUp(request: RtspRequest, place: string): RtspResponse {
    const track = place === "video" || (place === "audio" && this.#terms.sound !== undefined) ? place : undefined;
    if (track === undefined) return { status: 404 };
    if (this.#playing !== undefined) return { status: 455 };
    const transport = request.headers.get("transport") ?? "";
    if (!/RTP\/AVP\/TCP/i.test(transport)) return { status: 461 };
    const fallback = track === "video" ? 0 : 2;
    const channel = Number(/interleaved=(\d{1,3})/i.exec(transport)?.[1] ?? fallback);
    if (channel > 254) return { status: 461 };
    const type =
      track === "video" || this.#terms.sound === undefined ? VIDEO_PAYLOAD_TYPE : soundPayloadType(this.#terms.sound);
    this.#streams.set(track, new RtpStream(type, channel));
    const channels = `${String(channel)}-${String(channel + 1)}`;
    const granted = `RTP/AVP/TCP;unicast;interleaved=${channels}`;
    return {
      status: 200,
      headers: [
        ["Transport", granted],
        ["Session", this.#sessionHeader()],
      ],
    };
  }

  #playResponse(request: RtspRequest): RtspResponse {
    const base = request.uri.replace(/[/]?(\?.*)?$/, "");
    const info = [...this.#streams].map(
      ([track, stream]) => `url=${base}/${track};seq=${String(stream.firstSequence)}`,
    );
    const headers = [
      ["Session", this.#sessionHeader()],
      ["Range", "npt=now-"],
      ["RTP-Info", info.join(",")],
    ] as const;
    return { status: 200, headers };
  }

  #play(): void {
    if (this.#playing !== undefined) return;
    const feed = new ViewerFeed(this.#terms, this.#socket, this.#streams);
    this.#playingSinceMs = performance.now();
    this.#playing = this.#terms.broadcast.watch((frame) => {
      if (!this.#isSilent()) feed.send(frame);
    });
  }

  #pause(): void {
    this.#playing?.[Symbol.dispose]();
    this.#playing = undefined;
  }

  #isSilent(): boolean {
    const { silentAfterMs } = this.#terms.misbehaviour;
    return silentAfterMs !== undefined && performance.now() - this.#playingSinceMs >= silentAfterMs;
  }

  #sessionHeader(): string {
    return `${this.#sessionId};timeout=${String(this.#terms.sessionTimeoutS)}`;
  }
}
