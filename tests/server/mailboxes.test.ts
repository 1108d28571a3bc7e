// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Pairing mailboxes over HTTP: written once, waited for, small. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../constellation/test-server.ts";

let running: TestServer;

beforeAll(async () => {
  running = await startTestServer();
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe("pairing mailboxes", () => {
  const mailbox = "AAAAAAAAAAAAAAAAAAAAAA";

  it("keep the first message and wake who waits for it", async () => {
    const waiting = running.http.call("readMailbox", { params: { mailbox, slot: "offer" }, query: { waitMs: 20_000 } });
    const message = Uint8Array.of(1, 2, 3);
    await running.http.call("putMailbox", { params: { mailbox, slot: "offer" }, body: message });
    expect(await waiting).toEqual(message);
    await running.http.call("putMailbox", { params: { mailbox, slot: "offer" }, body: message });
    const other = running.http.call("putMailbox", { params: { mailbox, slot: "offer" }, body: Uint8Array.of(9) });
    await expect(other).rejects.toMatchObject({ code: "mailbox.full" });
    const empty = running.http.call("readMailbox", { params: { mailbox, slot: "answer" }, query: {} });
    await expect(empty).rejects.toMatchObject({ code: "mailbox.empty" });
  });

  it("take no large messages", async () => {
    const call = running.http.call("putMailbox", { params: { mailbox, slot: "reveal" }, body: new Uint8Array(9000) });
    await expect(call).rejects.toMatchObject({ code: "request.too_large", status: 413 });
  });

  it("hold a reader who asks for more than the longest wait, and answer when the message comes", async () => {
    const params = { mailbox: "AAAAAAAAAAAAAAAAAAAAAQ", slot: "offer" } as const;
    // More than a timer can count: taken at its word, it would end at once.
    const waiting = running.http.call("readMailbox", { params, query: { waitMs: 2 ** 40 } });
    await running.http.call("putMailbox", { params, body: Uint8Array.of(4) });
    expect(await waiting).toEqual(Uint8Array.of(4));
  });

  it.each(["AAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA."])(
    "have no name but an id, unlike %s",
    async (mailbox) => {
      const call = running.http.call("readMailbox", { params: { mailbox, slot: "offer" }, query: {} });
      await expect(call).rejects.toMatchObject({ code: "request.malformed" });
    },
  );
});
