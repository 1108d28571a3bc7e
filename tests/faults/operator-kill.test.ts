// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A server with an operator is killed while it publishes. What it answered stands in the lane, once, with a leaf in
 * the log; what it did not answer stands there once or not at all, and can be sent again.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import type { VerifyKey } from "@nightlatch/crypto/signature";
import { signLegalDemand } from "@nightlatch/protocol/grant";
import { decodeLaneLeaf, decodeOperatorItem, operatorItemCommitment, verifyLane } from "@nightlatch/protocol/wire";
import { describe, expect, it } from "vitest";
import { freePort } from "../constellation/free-port.ts";
import { logOfSize } from "../constellation/log-reader.ts";
import { ServerProcess } from "../constellation/server-process.ts";
import { STAFF_ORIGIN, StaffedServer, TestClock, type Member } from "../constellation/staffed-server.ts";

const PAPERS = 8;
/** `found` is item 0. */
const FOUND = 1;

describe("a server that is killed while it publishes", () => {
  it.each([1, 3, 5])(
    "keeps its word about papers when it dies behind answer %i",
    async (fatalAnswer) => {
      const staffPort = await freePort();
      const variables = { NIGHTLATCH_STAFF_PORT: String(staffPort), NIGHTLATCH_STAFF_ORIGIN: STAFF_ORIGIN };
      await using server = await ServerProcess.start(undefined, variables);
      const desk = deskOf(server, staffPort);
      const [anna, otto] = [await desk.newMember(), await desk.newMember()];
      const entry = await desk.prepare([anna, otto]);
      await desk.signFounding(anna, entry);
      await server.kill();
      await server.startAgain();
      // The first signature waited on the disk.
      expect(await desk.signFounding(otto, entry)).toBe(true);
      await anna.session.signIn();
      const papers = await demandsOf(desk, anna);
      const answered = await untilKilled(server, anna, papers, fatalAnswer);
      expect(answered.size).toBeGreaterThanOrEqual(fatalAnswer);
      await server.startAgain();
      await anna.session.signIn();

      // Sent again, each has the slot that it was told, and none stands twice.
      for (const [i, body] of papers.entries()) {
        const { slot } = await anna.session.call("postLegalDemand", { body });
        expect(slot).toBe(answered.get(i) ?? slot);
      }
      await logOfSize(server.url, FOUND + PAPERS);
      const { laneKey, size } = await server.http.call("readOperator", {});
      const { items, leaves } = await server.http.call("readOperatorItems", { query: {} });
      expect(size).toBe(FOUND + PAPERS);
      const lane = verifyLane("staff", decodeBase64url(laneKey) as VerifyKey, leaves.map(decodeBase64url));
      expect(lane).toMatchObject({ kind: "linear", leaf: { slot: size - 1 } });
      for (const [i, text] of items.entries()) {
        const { commitment } = decodeLaneLeaf(decodeBase64url(leaves[i] ?? ""));
        expect(commitment).toEqual(operatorItemCommitment(decodeBase64url(text)));
      }
      const published = items
        .slice(FOUND)
        .map((text) => encodeBase64url(decodeOperatorItem(decodeBase64url(text)).bytes));
      expect(published.sort()).toEqual(papers.map(encodeBase64url).sort());
    },
    60_000,
  );
});

function deskOf(server: ServerProcess, staffPort: number): StaffedServer {
  const staffUrl = `http://127.0.0.1:${String(staffPort)}`;
  const { http, dataDir } = server;
  const running = { http, dataDir, server: { url: server.url, staffUrl, close: () => Promise.resolve() } };
  return new StaffedServer({ ...running, [Symbol.asyncDispose]: () => Promise.resolve() }, new TestClock(Date.now()));
}

async function demandsOf(desk: StaffedServer, officer: Member): Promise<readonly Uint8Array[]> {
  const { operator } = await desk.roster(officer);
  const numbers = Array.from({ length: PAPERS }, (_, i) => String(i));
  const demand = (number: string) => ({
    operator,
    number,
    atMs: desk.clock.nowMs(),
    content: desk.random(32) as Uint8Array as Hash,
  });
  return Promise.all(numbers.map((number) => signLegalDemand(officer.secrets, demand(number))));
}

/** Sends all at once; the server dies as soon as so many were answered. The slots that were told, by paper. */
async function untilKilled(
  server: ServerProcess,
  { session }: Member,
  papers: readonly Uint8Array[],
  fatalAnswer: number,
): Promise<ReadonlyMap<number, number>> {
  const slots = new Map<number, number>();
  let killing: Promise<unknown> | undefined;
  await Promise.allSettled(
    papers.map(async (body, i) => {
      const { slot } = await session.call("postLegalDemand", { body });
      slots.set(i, slot);
      if (slots.size === fatalAnswer) killing = server.kill();
    }),
  );
  await killing;
  return slots;
}
