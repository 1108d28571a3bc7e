// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { Authenticator, parseChallenges } from "./http-authentication.ts";

/** The example of RFC 7616 §3.9.1. */
const MUFASA = { username: "Mufasa", password: "Circle of Life" };
const CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
const CHALLENGE =
  'realm="http-auth@example.org", qop="auth, auth-int", ' +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

describe("Authenticator", () => {
  it.each([
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ])("answers a %s challenge as RFC 7616 does", (algorithm, response) => {
    const answer = answerTo([`Digest ${CHALLENGE}, algorithm=${algorithm}`]);
    expect(answer).toContain(`response="${response}"`);
    expect(answer).toContain("qop=auth, nc=00000001");
  });

  it("answers the strongest of several challenges", () => {
    const headers = [`Basic realm="x", Digest ${CHALLENGE}, algorithm=MD5`, `Digest ${CHALLENGE}, algorithm=SHA-256`];
    expect(answerTo(headers)).toContain("algorithm=SHA-256");
  });

  it("sends the password itself only when nothing better is offered", () => {
    expect(answerTo(['Basic realm="x"'])).toBe("Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl");
    expect(answerTo(['Basic realm="x"', `Digest ${CHALLENGE}`])).toMatch(/^Digest /);
  });

  it("counts how often a nonce was used, and starts again with a new one", () => {
    const authenticator = new Authenticator(MUFASA);
    authenticator.accept([`Digest ${CHALLENGE}`]);
    authenticator.authorize("OPTIONS", "rtsp://x/");
    expect(authenticator.authorize("DESCRIBE", "rtsp://x/")).toContain("nc=00000002");
    authenticator.accept(['Digest realm="r", nonce="second", qop="auth", stale=TRUE']);
    expect(authenticator.isStale).toBe(true);
    expect(authenticator.authorize("DESCRIBE", "rtsp://x/")).toContain("nc=00000001");
  });

  it("answers as RFC 2069 when the camera offers no qop", () => {
    const answer = answerTo(['Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"']);
    expect(answer).not.toContain("cnonce");
    expect(answer).toMatch(/response="[0-9a-f]{32}"/);
  });

  it.each([
    ["an unknown scheme", ['Negotiate abc=""']],
    ["an unknown hash", [`Digest ${CHALLENGE}, algorithm=SHA-512-256`]],
    ["integrity protection only", ['Digest realm="r", nonce="n", qop="auth-int"']],
    ["a Digest without a nonce", ['Digest realm="r"']],
    ["no challenge", []],
  ])("does not answer %s", (_, headers) => {
    expect(answerTo(headers)).toBeUndefined();
  });

  it("lets no quote or line break of a camera or a user start a header", () => {
    const authenticator = new Authenticator({ username: 'a"b\r\nX: y', password: "" });
    authenticator.accept(['Digest realm="r\\"s", nonce="n"']);
    const answer = authenticator.authorize("OPTIONS", "rtsp://x/");
    expect(answer).toContain('username="a\\"bX: y", realm="r\\"s"');
  });
});

describe("parseChallenges", () => {
  it("keeps commas and escaped quotes inside values", () => {
    const [challenge] = parseChallenges('Digest realm="a, \\"b\\" c", nonce=plain');
    expect(challenge?.parameters.get("realm")).toBe('a, "b" c');
    expect(challenge?.parameters.get("nonce")).toBe("plain");
  });
});

function answerTo(headers: readonly string[]): string | undefined {
  const authenticator = new Authenticator(MUFASA);
  authenticator.accept(headers);
  return authenticator.authorize("GET", "/dir/index.html", CLIENT_NONCE);
}
