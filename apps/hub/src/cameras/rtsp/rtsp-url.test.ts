// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasCode } from "@nightlatch/errors";
import { describe, expect, it } from "vitest";
import { parseRtspTarget } from "./rtsp-url.ts";

describe("parseRtspTarget", () => {
  it("takes user and password out of the address", () => {
    const target = parseRtspTarget({ kind: "rtsp", url: "rtsp://admin:p%40ss@10.0.0.2:8554/a/b?c=1#x" });
    expect(target).toMatchObject({ uri: "rtsp://10.0.0.2:8554/a/b?c=1", host: "10.0.0.2", port: 8554 });
    expect(target.credentials).toEqual({ username: "admin", password: "p@ss" });
  });

  it("prefers a password that is given apart, and takes one that is no escape as it is", () => {
    const url = "rtsp://admin:50%off@cam/";
    expect(parseRtspTarget({ kind: "rtsp", url }).credentials?.password).toBe("50%off");
    expect(parseRtspTarget({ kind: "rtsp", url, password: "x" }).credentials?.password).toBe("x");
  });

  it("knows the default ports", () => {
    expect(parseRtspTarget({ kind: "rtsp", url: "rtsp://cam/" })).toMatchObject({ port: 554, isTls: false });
    expect(parseRtspTarget({ kind: "rtsp", url: "rtsps://[::1]/" })).toMatchObject({
      port: 322,
      isTls: true,
      host: "::1",
    });
  });

  it.each(["", "cam", "http://cam/", "file:///etc/passwd", "rtsp://", "rtsp:///x"])("refuses %j", (url) => {
    expect(() => parseRtspTarget({ kind: "rtsp", url })).toThrow(withCode("camera.bad_address"));
  });

  it("keeps a password out of its refusal", () => {
    try {
      parseRtspTarget({ kind: "rtsp", url: "http://admin:geheim@cam/" });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain("geheim");
    }
  });
});

function withCode(code: string): Error {
  return expect.toSatisfy((error: unknown) => hasCode(error, code)) as Error;
}
