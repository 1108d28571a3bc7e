// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A public log over HTTP whose operator can do anything: it has the log's key, so it can serve any leaves under a
 * signature that holds. It may swap what it serves between two audits, and answer as slowly as a test wants.
 */
import { encodeUtf8 } from "@nightlatch/bytes";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { openSequencer } from "@nightlatch/transparency/log";
import { createMemoryLogStore, type MemoryLogStore } from "@nightlatch/transparency/memory-stores";
import { createLogSigner } from "@nightlatch/transparency/signing";
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
  policy = `log ${this.signer.vkey}\nquorum none\n`;
  #store: MemoryLogStore = createMemoryLogStore();
  readonly #server: Server = createServer();

  static async start(leaves: readonly Uint8Array[]): Promise<ServedLog> {
    const log = new ServedLog();
    await log.serve(leaves);
    log.#server.on("request", (request, response) => {
      const path = (request.url ?? "").replace("/log/", "");
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
    return path === "policy" ? encodeUtf8(this.policy) : this.#store.read(path);
  }
}

const UNKNOWN = JSON.stringify({ error: { code: "release.unknown", message: "none", advice: "none" } });
