// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file All that the server can be asked, all that it can store and all that it counts, read from a running one and
 * compared with `classified.ts`. Whatever is new fails here until somebody writes down why the server may know it.
 */
import * as contract from "@nightlatch/api-contract";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { formatId } from "@nightlatch/protocol/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startTestServer, type TestServer } from "../constellation/test-server.ts";
import { liveACanaryLife, type CanaryHousehold } from "./canary-household.ts";
import { COLUMNS } from "./classified-columns.ts";
import { FIELDS, LABELS, ROUTES_KNOWN, SOCKETS } from "./classified.ts";
import { findWords, textWord } from "./planted-words.ts";
import type { Classified } from "./reasons.ts";

const { ROUTES, STAFF_ROUTES, OCTETS } = contract;

let running: TestServer;
let life: CanaryHousehold;
let metrics: string;
const routes: string[] = [];

/** Fastify tells whoever listens that a server is being made, before it has routes. */
function onFastify(message: unknown): void {
  const { fastify } = message as { fastify: { addHook: (name: "onRoute", hook: (route: AnyRoute) => void) => void } };
  fastify.addHook("onRoute", ({ method, url }) => {
    routes.push(...[method].flat().map((one) => `${one} ${url}`));
  });
}

type AnyRoute = Readonly<{ method: string | readonly string[]; url: string }>;

beforeAll(async () => {
  subscribe("fastify.initialization", onFastify);
  const operator = { port: 0, origin: "http://localhost:8421" };
  running = await startTestServer({ webRoot: import.meta.dirname, operator });
  unsubscribe("fastify.initialization", onFastify);
  life = await liveACanaryLife(running);
  metrics = await (await fetch(`${running.server.url}/metrics`)).text();
  await running.server.close();
}, 60_000);

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe("what a server may know", () => {
  it("can be asked only what is classified", () => {
    // Fastify answers HEAD wherever it answers GET.
    expectClassified(
      routes.filter((route) => !route.startsWith("HEAD ")),
      ROUTES_KNOWN,
    );
    const sockets = Object.entries(contract).flatMap(([name, path]) => (name.endsWith("_SOCKET_PATH") ? [path] : []));
    expectClassified(sockets.map(String), SOCKETS);
  });

  it("is told and tells only fields that are classified", () => {
    const { hubToServer, serverToHub, viewerToServer, serverToViewer, errorBody, aliveMessage } = contract;
    const { staffToServer, serverToStaff } = contract;
    const ofHouseholds = [hubToServer, serverToHub, viewerToServer, serverToViewer, errorBody, aliveMessage];
    const messages = [...ofHouseholds, staffToServer, serverToStaff];
    const ofRoutes = [...Object.values(ROUTES), ...Object.values(STAFF_ROUTES)].flatMap((route: contract.Route) =>
      [route.params, route.query, route.body, route.response].filter((part) => part !== undefined && part !== OCTETS),
    );
    expectClassified([...ofRoutes, ...messages].flatMap(fieldsOf), FIELDS);
  });

  it("stores only columns that are classified", () => {
    using database = new DatabaseSync(join(running.dataDir, "server.sqlite"), { readOnly: true });
    const columns = database
      .prepare(
        "select t.name || '.' || c.name as place from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table'",
      )
      .all();
    expectClassified(
      columns.map(({ place }) => String(place)).filter((place) => !place.startsWith("kysely_migration")),
      COLUMNS,
    );
  });

  it("counts only under labels that are classified, never with an id", () => {
    const labels = [...metrics.matchAll(/(\w+)="([^"]*)"/gu)].map(([, name = "", value = ""]) => ({ name, value }));
    expectClassified(
      labels.map(({ name }) => name),
      LABELS,
    );
    const known = [...routes.map((route) => route.split(" ")[1]), "unknown"];
    for (const { name, value } of labels) if (name === "route") expect(known).toContain(value);
    const { lane } = life.home.state;
    const ids = [lane, life.home.owner.id, life.home.hub.id, life.sealed.camera, life.sealed.clip].map(formatId);
    expect(
      findWords([...ids, life.mailbox].map(textWord), [{ place: "/metrics", bytes: Buffer.from(metrics) }]),
    ).toEqual([]);
  });

  it("fails on something new", () => {
    expect(() => expectClassified([...Object.keys(FIELDS), "email"], FIELDS)).toThrow(/email/u);
    expect(() => expectClassified([...Object.keys(COLUMNS), "lanes.name"], COLUMNS)).toThrow(/lanes\.name/u);
    expect(() => expectClassified(Object.keys(LABELS).slice(1), LABELS)).toThrow(/method/u);
  });
});

/** Both ways: what is new has no reason, and what is gone needs none any more. */
function expectClassified(found: readonly string[], classified: Classified): void {
  const names = [...new Set(found)].sort();
  expect(names.filter((name) => classified[name] === undefined)).toEqual([]);
  expect(Object.keys(classified).filter((name) => !names.includes(name))).toEqual([]);
}

/** Names of all properties, however deep. */
function fieldsOf(schema: z.ZodType): readonly string[] {
  const names: string[] = [];
  JSON.stringify(z.toJSONSchema(schema, { io: "input" }), (_key, value: unknown) => {
    if (typeof value === "object" && value !== null && "properties" in value) {
      names.push(...Object.keys(value.properties as object));
    }
    return value;
  });
  return names;
}
