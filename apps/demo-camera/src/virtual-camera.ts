// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A camera on the network that is no thing: it loops a movie as live RTSP to any number of viewers.
 * It shares no code with the programs that it is there to test, and so can judge them.
 */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import type { CameraTerms, SentFrame } from "./camera-terms.ts";
import { DemoCameraError } from "./errors.ts";
import { Misbehaviour } from "./misbehaviour/misbehaviour.ts";
import { Broadcast } from "./movie/broadcast.ts";
import { g711Tone, type G711Law } from "./movie/g711-tone.ts";
import { aacLoop, type AudioLoop } from "./movie/loop-clock.ts";
import { readMovie } from "./movie/movie-reader.ts";
import type { Movie } from "./movie/movie.ts";
import { RtspConnection } from "./rtsp/connection.ts";
import type { CameraLogin } from "./rtsp/digest-challenge.ts";
import type { SoundDescription } from "./rtsp/sdp.ts";

export type { SentFrame } from "./camera-terms.ts";

export type VirtualCameraOptions = Readonly<{
  /** A file, or one that was read before (many cameras may share it). */
  movie: string | Movie;
  host?: string;
  /** 0: any free one. */
  port?: number;
  /** The part of the address after the host. */
  path?: string;
  login?: CameraLogin;
  /** "movie": the file's AAC, if any. G.711 is a made beep. */
  sound?: "movie" | "none" | G711Law;
  /** 2 plays twice as fast as the clock, for benchmarks. RTP timestamps stay those of the movie. */
  speed?: number;
  /** Random by default, as RFC 3550 wants. Near 2^32 it shows who cannot wrap. */
  firstRtpTimestamp?: number;
  parameterSetsInSdp?: boolean;
  parameterSetsInBand?: boolean;
  /** STAP-A packets for small H.264 units. */
  aggregate?: boolean;
  /** False: a new viewer gets whatever comes next. */
  startAtKeyframe?: boolean;
  senderReportIntervalMs?: number;
  /** A viewer that says nothing for so long is cut off. */
  sessionTimeoutS?: number;
  misbehaviour?: Misbehaviour;
  /** Called for each frame and viewer, right after the frame went to the socket. */
  onFrameSent?: (frame: SentFrame) => void;
}>;

export class VirtualCamera implements AsyncDisposable {
  /** Change it at any time. */
  readonly misbehaviour: Misbehaviour;
  readonly url: string;
  readonly port: number;
  readonly #server: Server;
  readonly #terms: CameraTerms;
  readonly #connections = new Set<RtspConnection>();

  /** Listens and is ready. @throws demo_camera.unreadable_movie, .unsupported_codec, .cannot_listen */
  static async start(options: VirtualCameraOptions): Promise<VirtualCamera> {
    const movie = typeof options.movie === "string" ? await readMovie(options.movie) : options.movie;
    const server = createServer();
    await listen(server, options.host ?? "127.0.0.1", options.port ?? 0);
    return new VirtualCamera(server, toTerms(options, movie));
  }

  private constructor(server: Server, terms: CameraTerms) {
    const { address, port } = server.address() as AddressInfo;
    this.#server = server;
    this.#terms = terms;
    this.misbehaviour = terms.misbehaviour;
    this.port = port;
    this.url = `rtsp://${address.includes(":") ? `[${address}]` : address}:${String(port)}/${terms.path}`;
    server.on("connection", (socket) => {
      const connection = new RtspConnection(terms, socket);
      this.#connections.add(connection);
      socket.on("close", () => this.#connections.delete(connection));
    });
  }

  /** Open TCP connections, playing or not. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  get viewerCount(): number {
    return [...this.#connections].filter((connection) => connection.isPlaying).length;
  }

  /** Goes over to another movie in mid-stream, as a camera does whose resolution was changed. Sound stays. */
  switchMovie(movie: Movie): void {
    this.#terms.broadcast.switchMovie(movie.video);
  }

  /** Hangs up on everyone, as a camera that restarts. New connections are welcome. */
  dropConnections(): void {
    for (const connection of this.#connections) connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#terms.broadcast[Symbol.dispose]();
    this.dropConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    throw new DemoCameraError("demo_camera.cannot_listen", `cannot listen on ${host} port ${String(port)}`, {
      cause,
      advice: "Choose another port, or 0 for any free one.",
    });
  }
}

function toTerms(options: VirtualCameraOptions, movie: Movie): CameraTerms {
  const sound = chooseSound(options.sound ?? "movie", movie);
  return {
    path: options.path ?? "front-door",
    broadcast: new Broadcast(movie.video, sound === undefined ? undefined : loopOf(sound), options.speed ?? 1),
    sound,
    login: options.login,
    misbehaviour: options.misbehaviour ?? new Misbehaviour(),
    firstRtpTimestamp: options.firstRtpTimestamp ?? randomInt(0, 2 ** 31),
    parameterSetsInSdp: options.parameterSetsInSdp ?? true,
    parameterSetsInBand: options.parameterSetsInBand ?? true,
    aggregate: options.aggregate ?? false,
    startAtKeyframe: options.startAtKeyframe ?? true,
    senderReportIntervalMs: options.senderReportIntervalMs ?? 5000,
    sessionTimeoutS: options.sessionTimeoutS ?? 60,
    onFrameSent: options.onFrameSent,
  };
}

function chooseSound(choice: NonNullable<VirtualCameraOptions["sound"]>, movie: Movie): SoundDescription | undefined {
  if (choice === "none") return undefined;
  if (choice !== "movie") return { kind: "g711", law: choice };
  return movie.audio === undefined ? undefined : { kind: "aac", movie: movie.audio };
}

function loopOf(sound: SoundDescription): AudioLoop {
  return sound.kind === "aac" ? aacLoop(sound.movie) : g711Tone(sound.law);
}
