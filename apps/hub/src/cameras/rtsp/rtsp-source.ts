// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A network camera as a source: connects, plays, watches over silence, and says goodbye. */
import { NightlatchError } from "@nightlatch/errors";
import { CAMERA_TIMEOUTS } from "../camera-source.ts";
import type { CameraDeps, CameraTimeouts, RtspSource, SourceEvent } from "../camera-source.ts";
import { CameraError } from "../errors.ts";
import { EventQueue } from "../event-queue.ts";
import { repeat } from "../repeat.ts";
import { MediaReception } from "../rtp/media-reception.ts";
import { chooseStreams } from "./choose-streams.ts";
import { openSocket } from "./open-socket.ts";
import { RtspConnection } from "./rtsp-connection.ts";
import { RtspSession } from "./rtsp-session.ts";
import { parseRtspTarget, type RtspTarget } from "./rtsp-url.ts";

const CHECKS_PER_SILENCE = 4;

/** Ends when the signal aborts. @throws CameraError */
export async function* openRtsp(source: RtspSource, deps: CameraDeps): AsyncGenerator<SourceEvent, void, undefined> {
  const target = parseRtspTarget(source);
  if (deps.signal.aborted) return;
  await using reception = new RtspReception(target, source.tlsCa, deps);
  yield* reception.read();
}

/** Owns the connection and the tasks of one opening. */
class RtspReception implements AsyncDisposable {
  readonly #target: RtspTarget;
  readonly #tlsCa: string | undefined;
  readonly #deps: CameraDeps;
  readonly #timeouts: CameraTimeouts;
  readonly #queue: EventQueue;
  readonly #ended = new AbortController();
  readonly #stop = (): void => this.#queue.end();
  #connection: RtspConnection | undefined;
  #session: RtspSession | undefined;
  #isPlaying = false;
  #tasks: Promise<unknown> = Promise.resolve();

  constructor(target: RtspTarget, tlsCa: string | undefined, deps: CameraDeps) {
    this.#target = target;
    this.#tlsCa = tlsCa;
    this.#deps = deps;
    this.#timeouts = { ...CAMERA_TIMEOUTS, ...deps.timeouts };
    this.#queue = new EventQueue({
      onFull: () => this.#connection?.pause(),
      onDrained: () => this.#connection?.resume(),
    });
  }

  read(): AsyncGenerator<SourceEvent, void, undefined> {
    this.#deps.signal.addEventListener("abort", this.#stop, { once: true });
    this.#tasks = this.#run().catch((error: unknown) => this.#queue.fail(toCameraError(error)));
    return this.#queue.read();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#deps.signal.removeEventListener("abort", this.#stop);
    this.#queue.end();
    this.#ended.abort();
    await this.#session?.close();
    await this.#tasks;
  }

  /** Runs until the connection fails or `#ended` aborts. */
  async #run(): Promise<void> {
    const { clock, onNote = () => undefined } = this.#deps;
    const reception = new MediaReception(clock, { onNote, onEvent: (event) => this.#queue.push(event) });
    const connection = await this.#connect(reception);
    this.#connection = connection;
    this.#session = new RtspSession(connection, this.#target.uri);
    const streams = chooseStreams(await this.#session.describe(), onNote);
    const video = await this.#session.setUp(streams.video.description.control, { rtp: 0, rtcp: 1 });
    const audio = streams.audio && (await this.#session.setUp(streams.audio.description.control, { rtp: 2, rtcp: 3 }));
    reception.begin(streams, { video, audio });
    await this.#session.play();
    this.#isPlaying = true;
    await Promise.all([this.#session.keepAlive(clock, this.#ended.signal), this.#watchSilence(reception)]);
  }

  async #connect(reception: MediaReception): Promise<RtspConnection> {
    const { clock, reading } = this.#deps;
    const { connectMs, responseMs } = this.#timeouts;
    const signal = this.#ended.signal;
    const socket = await openSocket(this.#target, { clock, signal, connectMs, tlsCa: this.#tlsCa });
    // The reader may have left while the connection came about; what is opened now would have no owner.
    if (signal.aborted) {
      socket.socket.destroy();
      throw new CameraError("camera.disconnected", "closed by us");
    }
    return new RtspConnection(socket, {
      clock,
      responseMs,
      credentials: this.#target.credentials,
      // The conversation before the first picture does not wait for any beat.
      pace: reading && { beat: reading.beat, isHurried: () => !this.#isPlaying || reading.isWatched() },
      onPacket: (channel, packet) => reception.receive(channel, packet),
      onFailure: (error) => this.#queue.fail(toCameraError(error)),
    });
  }

  async #watchSilence(reception: MediaReception): Promise<void> {
    const { silenceMs, keyframeMs } = this.#timeouts;
    await repeat(this.#deps.clock, silenceMs / CHECKS_PER_SILENCE, this.#ended.signal, () => {
      // A full queue stopped the camera, so its silence is ours.
      if (this.#queue.isFull) reception.forgive();
      else reception.checkSilence({ silenceMs, keyframeMs });
    });
  }
}

/** Media and byte errors are the camera's doing. Anything else without a code is a bug of ours and stays what it is. */
function toCameraError(error: unknown): unknown {
  if (error instanceof CameraError || !(error instanceof NightlatchError)) return error;
  return new CameraError("camera.bad_stream", `the camera's stream is damaged (${error.code})`, { cause: error });
}
