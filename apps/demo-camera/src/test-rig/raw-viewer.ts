// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A viewer for tests that shows every byte: no retries, no buffering, no forgiveness. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export type RawResponse = Readonly<{ status: number; headers: ReadonlyMap<string, string>; body: string }>;
export type RawPacket = Readonly<{ channel: number; bytes: Buffer }>;

export class RawViewer implements AsyncDisposable {
  readonly socket: Socket;
  readonly packets: RawPacket[] = [];
  readonly #responses: RawResponse[] = [];
  readonly #url: string;
  #pending: Buffer = Buffer.alloc(0);
  #cseq = 0;
  #session: string | undefined;
  #wake: () => void = () => undefined;
  isEnded = false;
  lastHeardMs = performance.now();

  static async open(url: string): Promise<RawViewer> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    return new RawViewer(url, socket);
  }

  private constructor(url: string, socket: Socket) {
    this.#url = url;
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.lastHeardMs = performance.now();
      this.#pending = Buffer.concat([this.#pending, chunk]);
      while (this.#takeOne());
      this.#wake();
    });
    // A camera that hangs up is what some tests wait for.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.isEnded = true;
      this.#wake();
    });
  }

  /** Bytes of a message that never became whole. */
  get leftoverBytes(): number {
    return this.#pending.length;
  }

  async ask(method: string, place = "", headers: readonly string[] = []): Promise<RawResponse> {
    this.send(method, place, headers);
    return this.nextResponse();
  }

  send(method: string, place = "", headers: readonly string[] = []): void {
    this.#cseq += 1;
    const session = this.#session === undefined ? [] : [`Session: ${this.#session}`];
    const lines = [`${method} ${this.#url}${place} RTSP/1.0`, `CSeq: ${String(this.#cseq)}`, ...session, ...headers];
    this.socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  }

  /** SETUP of the video (and sound) and PLAY. */
  async play(tracks: readonly ("video" | "audio")[] = ["video"]): Promise<RawResponse> {
    for (const [n, track] of tracks.entries()) {
      const transport = `Transport: RTP/AVP/TCP;unicast;interleaved=${String(n * 2)}-${String(n * 2 + 1)}`;
      const { headers } = await this.ask("SETUP", `/${track}`, [transport]);
      this.#session = headers.get("session")?.split(";")[0];
    }
    return this.ask("PLAY");
  }

  async nextResponse(): Promise<RawResponse> {
    await this.until(() => this.#responses.length > 0);
    const response = this.#responses.shift();
    if (response === undefined) throw new Error("the camera hung up without an answer");
    return response;
  }

  /** Resolves once `isTrue`, or when the camera has hung up. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue() && !this.isEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isEnded) return;
    this.socket.destroy();
    await once(this.socket, "close");
  }

  #takeOne(): boolean {
    const bytes = this.#pending;
    if (bytes[0] === 0x24) {
      if (bytes.length < 4 || bytes.length < 4 + bytes.readUInt16BE(2)) return false;
      const end = 4 + bytes.readUInt16BE(2);
      this.packets.push({ channel: bytes.readUInt8(1), bytes: bytes.subarray(4, end) });
      this.#pending = bytes.subarray(end);
      return true;
    }
    const headEnd = bytes.indexOf("\r\n\r\n");
    if (headEnd < 0) return false;
    const [statusLine = "", ...lines] = bytes.toString("utf8", 0, headEnd).split("\r\n");
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
    );
    const end = headEnd + 4 + Number(headers.get("content-length") ?? 0);
    if (bytes.length < end) return false;
    this.#responses.push({
      status: Number(statusLine.split(" ")[1]),
      headers,
      body: bytes.toString("utf8", headEnd + 4, end),
    });
    this.#pending = bytes.subarray(end);
    return true;
  }
}
