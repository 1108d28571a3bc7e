// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Every byte that a running server keeps, counts, logs and hands out, as heaps to search. */
import {
  LOG_CHECKPOINT_PATH,
  LOG_POLICY_PATH,
  LOG_TILE_PREFIX,
  ROUTES,
  type RouteName,
} from "@nightlatch/api-contract";
import { encodeBase64url } from "@nightlatch/bytes";
import { formatId } from "@nightlatch/protocol/wire";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { TestServer } from "../constellation/test-server.ts";
import type { CanaryHousehold } from "./canary-household.ts";
import type { Heap } from "./planted-words.ts";

/** A destination for the server's log that keeps it. */
export class KeptLog {
  text = "";

  write(line: string): void {
    this.text += line;
  }

  get heap(): Heap {
    return { place: "the log", bytes: Buffer.from(this.text) };
  }
}

/** Each file under the data folder, the write-ahead log of the database too. */
export async function storedHeaps(dataDir: string): Promise<readonly Heap[]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (path) => ({ place: `file ${relative(dataDir, path)}`, bytes: await readFile(path) })),
  );
}

/** Every GET route of the contract, asked without a session, as a member and as the hub; and what stands beside it. */
export async function answeredHeaps({ server }: TestServer, life: CanaryHousehold): Promise<readonly Heap[]> {
  const log = [
    LOG_CHECKPOINT_PATH,
    LOG_POLICY_PATH,
    `${LOG_TILE_PREFIX}entries/000.p/1`,
    `${LOG_TILE_PREFIX}0/000.p/1`,
  ];
  const paths = [...readPaths(life), ...log, "/metrics", "/openapi.json", "/", "/v1/nothing", "/v1/clips/x"];
  const tokens = [undefined, await life.home.as.member.token(), await life.home.as.hub.token()];
  const heaps: Heap[] = [];
  for (const path of paths) {
    for (const [i, token] of tokens.entries()) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await fetch(server.url + path, { headers });
      const head = Buffer.from(JSON.stringify([...answer.headers]));
      const place = `answer ${String(answer.status)} to ${path.replace(/[\w-]{22}/gu, "…")} for caller ${String(i)}`;
      heaps.push({ place, bytes: Buffer.concat([head, new Uint8Array(await answer.arrayBuffer())]) });
    }
  }
  return heaps;
}

function readPaths({ home, sealed, mailbox }: CanaryHousehold): readonly string[] {
  const camera = formatId(sealed.camera);
  const values: Readonly<Record<string, string>> = {
    clip: formatId(sealed.clip),
    camera,
    index: "0",
    device: formatId(home.paper.id),
    mailbox,
    slot: "offer",
    kind: "thumbnail",
    id: formatId(sealed.clip),
    hash: encodeBase64url(new Uint8Array(32)),
  };
  const queries: Partial<Record<RouteName, string>> = {
    listClips: `?camera=${camera}&fromMs=0&toMs=${String(Number.MAX_SAFE_INTEGER)}`,
  };
  return (Object.keys(ROUTES) as RouteName[])
    .filter((name) => ROUTES[name].method === "GET")
    .map(
      (name) =>
        ROUTES[name].path.replace(/\{(\w+)\}/gu, (_all, field: string) => values[field] ?? field) +
        (queries[name] ?? ""),
    );
}
