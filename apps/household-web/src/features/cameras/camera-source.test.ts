// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { checkSource, EMPTY_FIELDS } from "./camera-source.ts";

const rtsp = (url: string, username = "", password = "") =>
  checkSource({ ...EMPTY_FIELDS, kind: "rtsp", url, username, password });
const usb = (device: string) => checkSource({ ...EMPTY_FIELDS, kind: "usb", device });

describe("a network camera's address", () => {
  it("is taken as it is", () => {
    expect(rtsp("rtsp://192.168.1.20:554/stream1?x=1", "admin", "pw")).toEqual({
      ok: true,
      source: { kind: "rtsp", url: "rtsp://192.168.1.20:554/stream1?x=1", username: "admin", password: "pw" },
    });
  });
  it("gets rtsp:// when it was left out", () => {
    expect(rtsp("camera.local/live")).toMatchObject({ source: { url: "rtsp://camera.local/live" } });
  });
  it("gives name and password up to their own fields", () => {
    expect(rtsp("rtsp://ad%40min:p%3Aw@10.0.0.2/a")).toEqual({
      ok: true,
      source: { kind: "rtsp", url: "rtsp://10.0.0.2/a", username: "ad@min", password: "p:w" },
    });
  });
  it("never keeps a password in the address, typed fields win", () => {
    expect(rtsp("rtsp://a:b@10.0.0.2/a", "c", "d")).toEqual({
      ok: true,
      source: { kind: "rtsp", url: "rtsp://10.0.0.2/a", username: "c", password: "d" },
    });
  });
  it.each(["", "   ", "http://10.0.0.2/", "javascript://x", "rtsp://", "rtsp:///path", "rtsp://a b/"])(
    "is refused as %j",
    (url) => {
      expect(rtsp(url)).toMatchObject({ ok: false, field: "url" });
    },
  );
  it("refuses a password without a name", () => {
    expect(rtsp("rtsp://10.0.0.2/", "", "pw")).toMatchObject({ ok: false, field: "password" });
  });
});

describe("a USB camera", () => {
  it("is a device of the hub", () => {
    expect(usb(" /dev/video2 ")).toEqual({ ok: true, source: { kind: "usb", device: "/dev/video2" } });
  });
  it.each(["", "video0", "/etc/passwd", "/dev/../etc/passwd", "/dev/video0; rm"])("is refused as %j", (device) => {
    expect(usb(device)).toMatchObject({ ok: false, field: "device" });
  });
});
