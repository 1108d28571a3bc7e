// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A public log over HTTP whose operator can do anything: it has the log's key, so it can serve any leaves under a
 * signature that holds. It may swap what it serves between two audits, and answer as slowly as a test wants.
 */
import { encodeUtf8 } from "@nightlatch/bytes";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { openSequencer } from "@nightlatch/transparency/log";
import { createMemoryLogStore, type MemoryLogStore } from "@nightlatch/transparency/memory-stores";
import { createLogSigner, type Cosigner } from "@nightlatch/transparency/signing";
import { formatSignatureLines, openCheckpoint, withSignatures } from "@nightlatch/transparency/verify";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const ORIGIN = "log.example/any";
const KEY = noteKeyFromSeed(new Uint8Array(32).fill(7));

export class ServedLog implements AsyncDisposable {
  readonly signer = createLogSigner(ORIGIN, KEY);
  readonly asked: string[] = [];
  /** Called before each answer. */
  before: (path: string) => Promise<void> = () => Promise.resolve();
  /** Whether the connection is closed in place of an answer. */
  breaksOff: (path: string) => boolean = () => false;
  policy = `log ${this.signer.vkey}\nquorum none\n`;
  /** Who cosigned what is served, and when by their clocks. */
  cosigned: readonly Readonly<{ cosigner: Cosigner; atMs: number }>[] = [];
  /** What is served beside the log, by path (below /log/ for what stands there). */
  beside: ReadonlyMap<string, Uint8Array> = new Map();
  #store: MemoryLogStore = createMemoryLogStore();
  readonly #server: Server = createServer();

  static async start(leaves: readonly Uint8Array[]): Promise<ServedLog> {
    const log = new ServedLog();
    await log.serve(leaves);
    log.#server.on("request", (request, response) => {
      const path = (request.url ?? "").replace("/log/", "");
      if (log.breaksOff(path)) {
        log.asked.push(path);
        request.socket.destroy();
        return;
      }
      void log.#answer(path).then((bytes) => response.writeHead(bytes === undefined ? 404 : 200).end(bytes ?? UNKNOWN));
    });
    log.#server.listen(0, "127.0.0.1");
    await once(log.#server, "listening");
    return log;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** From now on the log has these leaves, whatever it had before. */
  async serve(leaves: readonly Uint8Array[]): Promise<void> {
    this.#store = createMemoryLogStore();
    await using sequencer = await openSequencer({ store: this.#store, origin: ORIGIN, signers: [this.signer] });
    await Promise.all(leaves.map((leaf) => sequencer.append(leaf)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(path: string): Promise<Uint8Array | undefined> {
    this.asked.push(path);
    await this.before(path);
    if (path === "policy") return encodeUtf8(this.policy);
    const object = this.beside.get(path) ?? (await this.#store.read(path));
    const isCosigned = path === "checkpoint" && this.cosigned.length > 0;
    return isCosigned && object !== undefined ? this.#withCosignatures(object) : object;
  }

  async #withCosignatures(note: Uint8Array): Promise<Uint8Array> {
    const { checkpoint } = openCheckpoint(note, [this.signer.key]);
    const lines = this.cosigned.map(({ cosigner, atMs }) => cosigner.cosign(checkpoint, Math.floor(atMs / 1000)));
    return withSignatures(note, formatSignatureLines(await Promise.all(lines)));
  }
}

const UNKNOWN = JSON.stringify({ error: { code: "release.unknown", message: "none", advice: "none" } });
