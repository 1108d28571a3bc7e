// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A live socket that comes back: says hello, hands on messages, and reconnects with growing pauses. The caller
 * says again what it wants at each `ready`.
 */
import {
  ALIVE_EVERY_MS,
  aliveMessage,
  decodeMediaMessage,
  isApiErrorCode,
  socketError,
  type MediaMessage,
} from "@nightlatch/api-contract";
import type { z } from "zod";
import { ClientError } from "./errors.ts";

/** What browsers, Node and the library `ws` have in common. */
export interface SocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: never) => unknown) | null;
  onmessage: ((event: never) => unknown) | null;
  onclose: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
}

export type ChannelState = "connecting" | "ready" | "waiting";

export type LiveChannelOptions<Incoming> = Readonly<{
  /** ws: or wss: address of the socket. */
  url: string;
  open: (url: string) => SocketLike;
  /** `refused`: the token that the server turned down at the last hello; another one is needed. */
  token: (refused?: string) => Promise<string>;
  /** Schema of the server's text messages. */
  incoming: z.ZodType<Incoming>;
  onMessage: (message: Incoming) => void;
  onMedia: (message: MediaMessage) => void;
  onState: (state: ChannelState, problem?: ClientError) => void;
  /** 0 … 1, spreads reconnects. */
  jitter?: () => number;
  /** A connection that says nothing for one to two times this long is taken for dead. */
  silenceMs?: number;
}>;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** The server says that it is alive three times as often. */
const SILENCE_MS = 3 * ALIVE_EVERY_MS;

export class LiveChannel<Outgoing extends { type: string }, Incoming extends { type: string }> {
  readonly #options: LiveChannelOptions<Incoming>;
  #socket: SocketLike | undefined;
  #state: ChannelState = "connecting";
  #pauseMs = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setInterval> | undefined;
  #wasHeard = false;
  #refusedToken: string | undefined;
  #isClosed = false;

  constructor(options: LiveChannelOptions<Incoming>) {
    this.#options = options;
    void this.#connect();
  }

  get state(): ChannelState {
    return this.#state;
  }

  /** Bytes accepted but not sent yet. */
  get backlogBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** False when the channel is not ready: nothing is queued across reconnects. */
  send(message: Outgoing): boolean {
    return this.#sendNow(JSON.stringify(message));
  }

  /** As `send`, for an encoded media message. */
  sendMedia(message: Uint8Array<ArrayBuffer>): boolean {
    return this.#sendNow(message);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#watchdog);
    this.#socket?.close(1000, "done");
    this.#socket = undefined;
  }

  #sendNow(data: string | Uint8Array<ArrayBuffer>): boolean {
    if (this.#state !== "ready" || this.#socket === undefined) return false;
    this.#socket.send(data);
    return true;
  }

  async #connect(): Promise<void> {
    this.#enter("connecting");
    try {
      const token = await this.#options.token(this.#refusedToken);
      // close() may have come while the token was on its way.
      if (this.#wasClosed()) return;
      this.#listen(this.#options.open(this.#options.url), token);
    } catch (error) {
      this.#retry(error instanceof ClientError ? error : unreachable(error));
    }
  }

  #listen(socket: SocketLike, token: string): void {
    this.#socket = socket;
    let refusal: ClientError | undefined;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "hello", token }));
    };
    this.#wasHeard = true;
    this.#watchdog = setInterval(() => {
      this.#endIfSilent(socket);
    }, this.#options.silenceMs ?? SILENCE_MS);
    socket.onmessage = ({ data }: { data: unknown }) => {
      // A connection that was given up may still have messages on their way.
      if (this.#socket !== socket) return;
      this.#wasHeard = true;
      if (typeof data === "string") refusal = this.#onText(data) ?? refusal;
      else if (data instanceof ArrayBuffer) this.#onBytes(new Uint8Array(data));
    };
    // The close event follows and says all that can be said; without a listener some sockets throw.
    socket.onerror = () => undefined;
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      if (refusal?.code === "session.unknown" || refusal?.code === "session.expired") this.#refusedToken = token;
      this.#retry(refusal ?? unreachable(undefined));
    };
  }

  /** A network that went away tells nobody: without this, a socket could wait on it for hours. */
  #endIfSilent(socket: SocketLike): void {
    if (this.#socket !== socket) return;
    if (this.#wasHeard) {
      this.#wasHeard = false;
      return;
    }
    this.#retry(unreachable(undefined));
    socket.close();
  }

  #onText(text: string): ClientError | undefined {
    const json = parseJson(text);
    if (aliveMessage.safeParse(json).success) return undefined;
    const parsed = this.#options.incoming.safeParse(json);
    if (!parsed.success) return new ClientError("client.bad_answer", "a socket message of another shape");
    const message = parsed.data;
    if (message.type === "error") return refusalOf(message);
    if (message.type === "ready") {
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#enter("ready");
    }
    this.#options.onMessage(message);
    return undefined;
  }

  #onBytes(bytes: Uint8Array): void {
    const message = decodeMediaMessage(bytes);
    if (message !== undefined) this.#options.onMedia(message);
  }

  #retry(problem: ClientError): void {
    this.#socket = undefined;
    clearInterval(this.#watchdog);
    if (this.#isClosed) return;
    this.#enter("waiting", problem);
    const pauseMs = this.#pauseMs * (0.5 + (this.#options.jitter ?? Math.random)());
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    this.#timer = setTimeout(() => void this.#connect(), pauseMs);
  }

  #enter(state: ChannelState, problem?: ClientError): void {
    this.#state = state;
    this.#options.onState(state, problem);
  }

  #wasClosed(): boolean {
    return this.#isClosed;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is simply not a message; the schema refuses it.
    return undefined;
  }
}

function refusalOf(message: object): ClientError {
  const parsed = socketError.safeParse(message);
  if (!parsed.success || !isApiErrorCode(parsed.data.code)) {
    return new ClientError("client.bad_answer", "a socket refusal without a known code");
  }
  const { code, message: text, advice } = parsed.data;
  return new ClientError(code, text, { advice });
}

function unreachable(cause: unknown): ClientError {
  return new ClientError("client.unreachable", "the live connection broke", {
    cause,
    advice: "It comes back by itself.",
  });
}
