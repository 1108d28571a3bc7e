// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A live socket that comes back: says hello, hands on messages, and reconnects with growing pauses. The caller
 * says again what it wants at each `ready`.
 */
import { decodeMediaMessage, type MediaMessage } from "@nightlatch/api-contract";
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
  token: () => Promise<string>;
  /** Schema of the server's text messages. */
  incoming: z.ZodType<Incoming>;
  onMessage: (message: Incoming) => void;
  onMedia: (message: MediaMessage) => void;
  onState: (state: ChannelState, problem?: ClientError) => void;
  /** 0 … 1, spreads reconnects. */
  jitter?: () => number;
}>;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export class LiveChannel<Outgoing extends { type: string }, Incoming extends { type: string }> {
  readonly #options: LiveChannelOptions<Incoming>;
  #socket: SocketLike | undefined;
  #state: ChannelState = "connecting";
  #pauseMs = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
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
      const token = await this.#options.token();
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
    socket.onmessage = ({ data }: { data: unknown }) => {
      if (typeof data === "string") refusal = this.#onText(data) ?? refusal;
      else if (data instanceof ArrayBuffer) this.#onBytes(new Uint8Array(data));
    };
    // The close event follows and says all that can be said; without a listener some sockets throw.
    socket.onerror = () => undefined;
    socket.onclose = () => {
      if (this.#socket === socket) this.#retry(refusal ?? unreachable(undefined));
    };
  }

  #onText(text: string): ClientError | undefined {
    const parsed = this.#options.incoming.safeParse(parseJson(text));
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
  const { code, message: text, advice } = message as { code: string; message: string; advice: string };
  return new ClientError(code as ClientError["code"], text, { advice });
}

function unreachable(cause: unknown): ClientError {
  return new ClientError("client.unreachable", "the live connection broke", {
    cause,
    advice: "It comes back by itself.",
  });
}
