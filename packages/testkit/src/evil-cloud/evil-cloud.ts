// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a victim connects to in place of its server: passes everything on to the real one, HTTP and both live
 * sockets, and bends what rules say. Without rules it is honest.
 */
import { LOG_PREFIX, ROUTES, type RouteName } from "@nightlatch/api-contract";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer, MessageRule, Place, Question, Rule } from "./exchange.ts";
import { SocketRelay } from "./socket-relay.ts";

const HOP_BY_HOP = new Set(["connection", "host", "content-length", "transfer-encoding", "keep-alive", "upgrade"]);

/** Owns the listening server, its rules and the sockets that it joins. */
export class EvilCloud implements AsyncDisposable {
  readonly #server: Server;
  #realUrl: string;
  readonly #sockets: SocketRelay;
  readonly #rules = new Map<Place | "all", readonly Rule[]>();
  /** Places in the order in which they were asked for. */
  readonly asked: Place[] = [];

  private constructor(realUrl: string, server: Server) {
    this.#realUrl = realUrl;
    this.#server = server;
    this.#sockets = new SocketRelay(realUrl);
    server.on("request", (incoming, response) => {
      // Whatever breaks here is one more broken connection for the victim.
      this.#answer(incoming, response).catch(() => response.destroy());
    });
    server.on("upgrade", (incoming, socket, head) => {
      this.#sockets.join(incoming, socket, head);
    });
  }

  static async before(realUrl: string): Promise<EvilCloud> {
    const server = createServer();
    const cloud = new EvilCloud(realUrl, server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return cloud;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** From now on this place is answered by these rules, the first one outermost, in place of earlier ones. */
  obey(place: Place | "all", ...rules: readonly Rule[]): void {
    this.#rules.set(place, rules);
  }

  /** From now on live messages to the victim, or from it, go through this rule. */
  bend(direction: "to-victim" | "from-victim", rule: MessageRule): void {
    this.#sockets.bend(direction, rule);
  }

  /** From now on everything comes from the cloud at `serverUrl`; live sockets are cut, to come back to that one. */
  leadTo(serverUrl: string): void {
    this.#realUrl = serverUrl;
    this.#sockets.leadTo(serverUrl);
  }

  beHonest(): void {
    this.#rules.clear();
    this.#sockets.beHonest();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sockets.close();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const question = await read(incoming);
    this.asked.push(question.place);
    const rules = [...(this.#rules.get("all") ?? []), ...(this.#rules.get(question.place) ?? [])];
    const answer = await this.#through(rules, question, this.#realUrl);
    if (answer === undefined) {
      response.writeHead(200, { "content-length": "1000" });
      response.write("{");
      response.destroy();
      return;
    }
    const hasBody = ![204, 304].includes(answer.status);
    const headers = { "content-type": answer.contentType, "content-length": answer.body.length };
    response.writeHead(answer.status, hasBody ? headers : {});
    response.end(hasBody ? answer.body : undefined);
  }

  async #through(rules: readonly Rule[], question: Question, serverUrl: string): Promise<Answer | undefined> {
    const [rule, ...inner] = rules;
    if (rule === undefined) return askServer(question, serverUrl);
    return rule(async (change = {}) => {
      const { serverUrl: elsewhere = serverUrl, ...changed } = change;
      const answer = await this.#through(inner, { ...question, ...changed }, elsewhere);
      if (answer === undefined) throw new Error("an inner rule dropped the answer");
      return answer;
    }, question);
  }
}

async function read(incoming: IncomingMessage): Promise<Question> {
  const { method = "GET", url: path = "/" } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === "string" && !HOP_BY_HOP.has(name) ? [[name, value]] : [],
    ),
  );
  return { place: placeOf(method, path), method, path, headers, body: new Uint8Array(Buffer.concat(chunks)) };
}

async function askServer({ method, path, headers, body }: Question, serverUrl: string): Promise<Answer> {
  const init = { method, headers, redirect: "manual" as const };
  const hasBody = method !== "GET" && method !== "HEAD" && body.length > 0;
  const answer = await fetch(serverUrl + path, hasBody ? { ...init, body: Uint8Array.from(body) } : init);
  const contentType = answer.headers.get("content-type") ?? "application/octet-stream";
  return { status: answer.status, contentType, body: new Uint8Array(await answer.arrayBuffer()) };
}

function placeOf(method: string, pathAndQuery: string): Place {
  const [path = ""] = pathAndQuery.split("?");
  const names = Object.keys(ROUTES) as RouteName[];
  const route = names.find((name) => {
    const { method: wanted, path: pattern } = ROUTES[name];
    return wanted === method && new RegExp(`^${pattern.replace(/\{\w+\}/gu, "[^/]+")}$`, "u").test(path);
  });
  return route ?? (path.startsWith(LOG_PREFIX) ? "public-log" : "other");
}
