// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Bodies are taken only from who may send them: refused before they are read. */
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { enrol, startTestServer } from "../constellation/test-server.ts";

/** Sends the head of a large upload and nothing of its body; resolves with the first line of the answer. */
async function answerToHead(port: number, authorization: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const head = [
    "PUT /v1/clips/AAAAAAAAAAAAAAAAAAAAAA/parts/0 HTTP/1.1",
    "Host: server",
    "Content-Type: application/octet-stream",
    "Content-Length: 1000000",
    authorization,
  ].filter((line) => line !== "");
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  const [data] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return data.toString().split("\r\n")[0] ?? "";
}

describe("a large upload", () => {
  it("is refused at its head to nobody, to a made-up token, and to a device that may not record", async () => {
    await using running = await startTestServer();
    const home = await enrol(running.http, "bodies");
    const { port } = running.server;
    expect(await answerToHead(port, "")).toContain("401");
    expect(await answerToHead(port, "Authorization: Bearer made-up")).toContain("401");
    expect(await answerToHead(port, `Authorization: Bearer ${await home.as.owner.token()}`)).toContain("403");
  });
});
