// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { DigestChallenge, digestResponse, type CameraLogin } from "./digest-challenge.ts";
import type { RtspRequest } from "./request-reader.ts";

const LOGIN: CameraLogin = { user: "owner", password: "night latch", schemes: ["sha-256"], qop: "auth" };
const NONCE = "0123456789abcdef";
const URI = "rtsp://127.0.0.1/front-door";

type Claim = Readonly<{
  uri?: string;
  nonce?: string;
  count?: string;
  password?: string;
  user?: string;
  algorithm?: string;
}>;

function request(authorization?: string): RtspRequest {
  return {
    method: "DESCRIBE",
    uri: URI,
    headers: new Map(authorization === undefined ? [] : [["authorization", authorization]]),
  };
}

function digest(claim: Claim = {}): RtspRequest {
  const { uri = URI, nonce = NONCE, count = "00000001", password = LOGIN.password, user = LOGIN.user } = claim;
  const realm = "Nightlatch demo camera";
  const qop = { count, clientNonce: "c" };
  const response = digestResponse("sha256", { user, realm, password, method: "DESCRIBE", uri, nonce, qop });
  const algorithm = claim.algorithm ?? "SHA-256";
  return request(
    `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=${algorithm}, qop=auth, nc=${count}, cnonce="c", response="${response}"`,
  );
}

describe("digestResponse", () => {
  // RFC 7616 §3.9.1
  const example = {
    user: "Mufasa",
    realm: "http-auth@example.org",
    password: "Circle of Life",
    method: "GET",
    uri: "/dir/index.html",
    nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    qop: { count: "00000001", clientNonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ" },
  };

  it("agrees with the RFC's MD5 example", () => {
    expect(digestResponse("md5", example)).toBe("8ca523f5e9506fed4657c9700eebdbec");
  });

  it("agrees with the RFC's SHA-256 example", () => {
    expect(digestResponse("sha256", example)).toBe("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
  });
});

describe("DigestChallenge", () => {
  it("admits the right answer", () => {
    expect(new DigestChallenge(LOGIN, NONCE).admits(digest())).toBe(true);
  });

  it("draws another nonce for each connection", () => {
    expect(new DigestChallenge(LOGIN).offers()).not.toEqual(new DigestChallenge(LOGIN).offers());
  });

  it.each<[string, Claim]>([
    ["a wrong password", { password: "nightlatch" }],
    ["another user", { user: "guest" }],
    ["another nonce", { nonce: "feedfeed" }],
    ["an answer for another address", { uri: "rtsp://127.0.0.1/back-door" }],
    ["an algorithm that was not offered", { algorithm: "MD5" }],
    ["an algorithm that nobody knows", { algorithm: "ROT13" }],
    ["a count of zero", { count: "00000000" }],
    ["a count that is no number", { count: "one" }],
  ])("refuses %s", (_, claim) => {
    expect(new DigestChallenge(LOGIN, NONCE).admits(digest(claim))).toBe(false);
  });

  it("refuses an answer that it has seen before", () => {
    const challenge = new DigestChallenge(LOGIN, NONCE);
    expect([
      challenge.admits(digest()),
      challenge.admits(digest()),
      challenge.admits(digest({ count: "00000002" })),
    ]).toEqual([true, false, true]);
  });

  it("refuses Basic unless it is offered", () => {
    const basic = request(`Basic ${Buffer.from("owner:night latch").toString("base64")}`);
    expect(new DigestChallenge(LOGIN).admits(basic)).toBe(false);
    expect(new DigestChallenge({ ...LOGIN, schemes: ["basic"] }).admits(basic)).toBe(true);
  });

  it("refuses a request without credentials and one with nonsense", () => {
    expect(new DigestChallenge(LOGIN).admits(request())).toBe(false);
    expect(new DigestChallenge(LOGIN).admits(request("Digest"))).toBe(false);
    expect(new DigestChallenge(LOGIN).admits(request("Bearer abc"))).toBe(false);
  });
});
