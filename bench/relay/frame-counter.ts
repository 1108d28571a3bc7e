// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Counts the WebSocket messages in a byte stream from a server and looks at none of them (RFC 6455 §5.2): a
 * viewer so cheap that the relay, not its viewers, is what a run measures.
 */
const TEXT = 1;
const BINARY = 2;
const PING = 9;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** Owns the place in one stream, which begins with the answer to the upgrade. */
export class FrameCounter {
  #isOpen = false;
  #held: Buffer = Buffer.alloc(0);
  #payloadLeft = 0;
  #opcode = 0;
  frames = 0;
  texts = 0;
  pings = 0;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** "opened" for the chunk that ends the answer to the upgrade. */
  push(chunk: Buffer): "opened" | "counted" {
    const wasOpen = this.#isOpen;
    let bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = bytes.subarray(0, 0);
    if (!this.#isOpen) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end >= 0) this.#isOpen = true;
      bytes = end < 0 ? this.#hold(bytes) : bytes.subarray(end + 4);
    }
    while (bytes.length > 0) bytes = this.#payloadLeft > 0 ? this.#skip(bytes) : this.#readHead(bytes);
    return this.#isOpen && !wasOpen ? "opened" : "counted";
  }

  #skip(bytes: Buffer): Buffer {
    const skipped = Math.min(bytes.length, this.#payloadLeft);
    this.#payloadLeft -= skipped;
    if (this.#payloadLeft === 0) this.#count();
    return bytes.subarray(skipped);
  }

  #count(): void {
    if (this.#opcode === BINARY) this.frames += 1;
    if (this.#opcode === TEXT) this.texts += 1;
    if (this.#opcode === PING) this.pings += 1;
  }

  #readHead(bytes: Buffer): Buffer {
    if (bytes.length < 2) return this.#hold(bytes);
    const short = bytes.readUInt8(1);
    const headBytes = short === LENGTH_64 ? 10 : short === LENGTH_16 ? 4 : 2;
    if (bytes.length < headBytes) return this.#hold(bytes);
    this.#opcode = bytes.readUInt8(0) & 0x0f;
    this.#payloadLeft =
      short === LENGTH_64 ? Number(bytes.readBigUInt64BE(2)) : short === LENGTH_16 ? bytes.readUInt16BE(2) : short;
    if (this.#payloadLeft === 0) this.#count();
    return bytes.subarray(headBytes);
  }

  /** The rest of a head comes with the next chunk. */
  #hold(bytes: Buffer): Buffer {
    this.#held = Buffer.from(bytes);
    return bytes.subarray(bytes.length);
  }
}
