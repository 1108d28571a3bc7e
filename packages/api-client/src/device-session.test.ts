// SPDX-License-Identifier: AGPL-3.0-or-later
import { SESSION_LIFE_MS } from "@nightlatch/api-contract";
import { encodeBase64url } from "@nightlatch/bytes";
import { idFromBytes, type DeviceId, type LaneId } from "@nightlatch/protocol/wire";
import { describe, expect, it } from "vitest";
import { DeviceSession, HttpClient } from "./index.ts";

/** The server's side of signing in, with a clock that the test turns. */
class SessionDesk {
  nowMs = 1_000_000;
  /** How far the server's clock is from the device's. */
  skewMs = 0;
  isDown = false;
  signIns = 0;
  proofs = 0;
  readonly known = new Set<string>();

  readonly session = new DeviceSession(
    new HttpClient({ baseUrl: "http://desk", fetch: (url, init) => this.#answer(url, init) }),
    {
      lane: idFromBytes<LaneId>(new Uint8Array(16)),
      device: idFromBytes<DeviceId>(new Uint8Array(16)),
      prove: (challenge) => {
        this.proofs += 1;
        return Promise.resolve(challenge);
      },
    },
    () => this.nowMs,
  );

  async #answer(url: string, init: RequestInit): Promise<Response> {
    await Promise.resolve();
    if (this.isDown) throw new TypeError("down");
    if (url.endsWith("/challenges")) return Response.json({ challenge: encodeBase64url(new Uint8Array(32)) });
    if (url.endsWith("/v1/sessions") && init.method === "POST") {
      this.signIns += 1;
      const token = `token ${String(this.signIns)}`;
      this.known.add(token);
      return Response.json({ token, expiresAtMs: Math.max(0, this.nowMs + this.skewMs + SESSION_LIFE_MS) });
    }
    const token = new Headers(init.headers).get("authorization")?.replace("Bearer ", "") ?? "";
    if (!this.known.has(token)) return refusal();
    if (init.method === "DELETE") this.known.delete(token);
    return init.method === "DELETE" ? new Response(null) : Response.json({ usedBytes: 0, quotaBytes: 0 });
  }
}

function refusal(): Response {
  return Response.json({ error: { code: "session.unknown", message: "", advice: "" } }, { status: 401 });
}

describe("a device session", () => {
  it("signs in once for all calls that come at the same time", async () => {
    const desk = new SessionDesk();
    await Promise.all(Array.from({ length: 5 }, () => desk.session.call("readQuota", {})));
    expect([desk.signIns, desk.proofs]).toEqual([1, 1]);
  });

  it("renews before the end, once, however many ask", async () => {
    const desk = new SessionDesk();
    await desk.session.token();
    desk.nowMs += SESSION_LIFE_MS - 60_001;
    expect(await desk.session.token()).toBe("token 1");
    desk.nowMs += 1;
    const tokens = await Promise.all([desk.session.token(), desk.session.token(), desk.session.token()]);
    expect(tokens).toEqual(["token 2", "token 2", "token 2"]);
  });

  it("signs in again once when the server forgot every token", async () => {
    const desk = new SessionDesk();
    await desk.session.token();
    desk.known.clear();
    await Promise.all(Array.from({ length: 5 }, () => desk.session.call("readQuota", {})));
    expect(desk.signIns).toBe(2);
  });

  it("does not hand out a token that was refused at a socket, but keeps a newer one", async () => {
    const desk = new SessionDesk();
    const old = await desk.session.token();
    expect(await desk.session.token(old)).toBe("token 2");
    expect(await desk.session.token(old)).toBe("token 2");
  });

  it("tells the server's second refusal instead of trying for ever", async () => {
    const desk = new SessionDesk();
    desk.known.add = () => desk.known;
    await expect(desk.session.call("readQuota", {})).rejects.toMatchObject({ code: "session.unknown" });
    expect(desk.signIns).toBe(2);
  });

  it("tells a failed sign-in to all who wait, and tries anew at the next call", async () => {
    const desk = new SessionDesk();
    desk.isDown = true;
    const ended = await Promise.allSettled([desk.session.token(), desk.session.token()]);
    expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    desk.isDown = false;
    expect(await desk.session.token()).toBe("token 1");
  });

  it.each([-3 * SESSION_LIFE_MS, 365 * 24 * 3_600_000])("stands a server clock that is %d ms off", async (skewMs) => {
    const desk = new SessionDesk();
    desk.skewMs = skewMs;
    await desk.session.token();
    await desk.session.token();
    expect(desk.signIns).toBe(1);
    desk.nowMs += SESSION_LIFE_MS;
    await desk.session.token();
    expect(desk.signIns).toBe(2);
  });

  it("ends at the server when it signs out", async () => {
    const desk = new SessionDesk();
    await desk.session.signOut();
    expect(desk.signIns).toBe(0);
    await desk.session.token();
    await desk.session.signOut();
    expect(desk.known.size).toBe(0);
  });
});
