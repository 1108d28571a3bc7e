// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Stands between a hub and its server and answers in its place: each lie in turn for each route, then the truth.
 * On the live socket it passes everything on, and says what the test wants besides.
 */
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ROUTES, type RouteName } from "@nightlatch/api-contract";
import { WebSocket, WebSocketServer, type RawData } from "ws";

export type Answer = Readonly<{ status: number; body: Uint8Array }>;
/** What the hub gets instead of the truth; undefined: a connection that breaks in the middle of the answer. */
export type Lie = (truth: Answer) => Answer | undefined;

const KEEPS_LISTENING = 0;

/** Owns the listening server, and how many lies each route has told. */
export class LyingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #target: string;
  readonly #told = new Map<RouteName, number>();
  #lies: Partial<Record<RouteName, readonly Lie[]>> = {};
  #onHubText: (text: string) => void = () => undefined;

  private constructor(target: string, server: Server) {
    this.#target = target;
    this.#server = server;
    server.on("request", (incoming, response) => {
      // Whatever breaks here is one more broken connection for the hub.
      this.#answer(incoming, response).catch(() => response.destroy());
    });
    server.on("upgrade", (incoming, socket, head) => {
      this.#sockets.handleUpgrade(incoming, socket, head, (hub) => {
        this.#join(hub, incoming.url ?? "/");
      });
    });
  }

  static async start(target: string): Promise<LyingProxy> {
    const server = createServer();
    const proxy = new LyingProxy(target, server);
    server.listen(KEEPS_LISTENING, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** From now on each route tells these, one a request, and then the truth. */
  lie(lies: Partial<Record<RouteName, readonly Lie[]>>): void {
    this.#lies = lies;
    this.#told.clear();
  }

  /** Lies that are left, by route. */
  left(): Readonly<Record<string, number>> {
    const counts = Object.entries(this.#lies).map(([name, lies]): [string, number] => [
      name,
      lies.length - (this.#told.get(name as RouteName) ?? 0),
    ]);
    return Object.fromEntries(counts.filter(([, left]) => left > 0));
  }

  /** Says this to every hub that is connected. */
  tellHubs(message: string | Uint8Array): void {
    for (const hub of this.#sockets.clients) if (hub.readyState === WebSocket.OPEN) hub.send(message);
  }

  /** Resolves with the next text of a hub that fits. */
  hubSays(fits: (text: string) => boolean): Promise<string> {
    return new Promise((resolve) => {
      this.#onHubText = (text) => {
        if (fits(text)) resolve(text);
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const hub of this.#sockets.clients) hub.terminate();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const truth = await this.#ask(incoming);
    const lie = this.#nextLie(incoming.method ?? "", new URL(incoming.url ?? "/", this.#target).pathname);
    const answer = lie === undefined ? truth : lie(truth);
    if (answer === undefined) {
      response.writeHead(200, { "content-length": "1000" });
      response.write("{");
      response.destroy();
      return;
    }
    const hasBody = ![204, 304].includes(answer.status);
    response.writeHead(answer.status, hasBody ? { "content-length": answer.body.length } : {});
    response.end(hasBody ? answer.body : undefined);
  }

  async #ask(incoming: IncomingMessage): Promise<Answer> {
    const { method, headers, url = "/" } = incoming;
    const onward = request(new URL(url, this.#target), { method, headers });
    const answered = once(onward, "response") as Promise<[IncomingMessage]>;
    incoming.pipe(onward);
    const [answer] = await answered;
    const chunks: Buffer[] = [];
    for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
    return { status: answer.statusCode ?? 0, body: new Uint8Array(Buffer.concat(chunks)) };
  }

  #nextLie(method: string, path: string): Lie | undefined {
    const name = routeOf(method, path);
    if (name === undefined) return undefined;
    const told = this.#told.get(name) ?? 0;
    const lie = this.#lies[name]?.[told];
    if (lie !== undefined) this.#told.set(name, told + 1);
    return lie;
  }

  #join(hub: WebSocket, path: string): void {
    const server = new WebSocket(this.#target.replace("http", "ws") + path);
    const waiting: RawData[] = [];
    const pass = (data: RawData, isBinary: boolean) => {
      server.send(data, { binary: isBinary });
    };
    hub.on("message", (data: Buffer, isBinary) => {
      if (!isBinary) this.#onHubText(data.toString());
      if (server.readyState === WebSocket.OPEN) pass(data, isBinary);
      else waiting.push(data);
    });
    server.on("open", () => {
      for (const data of waiting) pass(data, false);
    });
    server.on("message", (data: Buffer, isBinary) => {
      hub.send(data, { binary: isBinary });
    });
    for (const [one, other] of [
      [hub, server],
      [server, hub],
    ] as const) {
      one.on("close", () => {
        other.terminate();
      });
      one.on("error", () => {
        other.terminate();
      });
    }
  }
}

function routeOf(method: string, path: string): RouteName | undefined {
  const names = Object.keys(ROUTES) as RouteName[];
  return names.find((name) => {
    const { method: wanted, path: pattern } = ROUTES[name];
    return wanted === method && new RegExp(`^${pattern.replace(/\{\w+\}/gu, "[^/]+")}$`, "u").test(path);
  });
}
