// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";

const refusal = expect.objectContaining({ code: "hub.bad_config" }) as unknown;

describe("readConfig", () => {
  it("needs nothing", () => {
    const config = readConfig([], { XDG_DATA_HOME: "/somewhere" });
    expect(config).toMatchObject({
      dataDir: "/somewhere/nightlatch/hub",
      serverUrl: "http://127.0.0.1:8420",
      cameras: [],
    });
    expect(config.retention).toEqual({ days: 14, sizeBytes: 0 });
  });

  it("tells cameras of the network, files and USB devices apart", () => {
    const words = ["--camera", "Door=rtsp://10.0.0.2/a=b", "--camera", "Yard=clip.mp4", "--camera", "Desk=/dev/video0"];
    expect(readConfig(words, {}).cameras.map(({ name, source }) => [name, source])).toEqual([
      ["Door", { kind: "rtsp", url: "rtsp://10.0.0.2/a=b" }],
      ["Yard", { kind: "file", path: "clip.mp4", loop: true }],
      ["Desk", { kind: "usb", device: "/dev/video0" }],
    ]);
  });

  it("takes logins and retention from the list in the environment", () => {
    const item = { name: "Door", address: "rtsp://10.0.0.2/a", username: "u", password: "p", retentionDays: 3 };
    const [camera] = readConfig([], { NIGHTLATCH_CAMERAS: JSON.stringify([item]) }).cameras;
    expect(camera).toEqual({
      name: "Door",
      source: { kind: "rtsp", url: "rtsp://10.0.0.2/a", username: "u", password: "p" },
      retention: { days: 3, sizeBytes: 0 },
    });
  });

  it.each(["http://example.org", "ftp://127.0.0.1", "nonsense", "http://127.0.0.1.example.org"])(
    "refuses %s as a server: others on the way could take over the session",
    (server) => {
      expect(() => readConfig(["--server", server], {})).toThrow(refusal);
    },
  );

  it.each([["--camera", "no-address"], ["--camera", "=rtsp://x/"], ["--camera", "a=http://x/"], ["--what"], ["word"]])(
    "refuses %s %s",
    (...words) => {
      expect(() => readConfig(words, {})).toThrow(refusal);
    },
  );

  it.each(["rtsp://anna:secret@10.0.0.2/a", "RTSPS://anna@10.0.0.2/a", "rtsp://:secret@10.0.0.2"])(
    "refuses the login in %s, which every user of the machine could read",
    (address) => {
      expect(() => readConfig(["--camera", `Door=${address}`], {})).toThrow(refusal);
      const cameras = JSON.stringify([{ name: "Door", address }]);
      expect(readConfig([], { NIGHTLATCH_CAMERAS: cameras }).cameras).toHaveLength(1);
    },
  );

  it("takes an @ in a path for what it is", () => {
    expect(readConfig(["--camera", "Door=rtsp://10.0.0.2/a@b"], {}).cameras).toHaveLength(1);
  });

  it("refuses two cameras of one name", () => {
    expect(() => readConfig(["--camera", "a=x.mp4", "--camera", "a=y.mp4"], {})).toThrow(refusal);
  });

  it.each([
    ["NIGHTLATCH_CAMERAS", "{"],
    ["NIGHTLATCH_CAMERAS", '{"name":"a"}'],
    ["NIGHTLATCH_CAMERAS", '[{"name":"a","address":"x.mp4","surprise":1}]'],
    ["NIGHTLATCH_CAMERAS", '[{"name":"a","address":"x.mp4","username":"u","password":"p"}]'],
    ["NIGHTLATCH_CAMERAS", '[{"name":"a","address":"x.mp4","retentionDays":-1}]'],
    ["NIGHTLATCH_RETENTION_DAYS", "-1"],
    ["NIGHTLATCH_RETENTION_DAYS", "1.5"],
    ["NIGHTLATCH_MIN_FREE_BYTES", "much"],
    ["NIGHTLATCH_LOG", "loud"],
    ["NIGHTLATCH_PASSPHRASE_FILE", "/does/not/exist"],
  ])("refuses %s=%s", (name, value) => {
    expect(() => readConfig([], { [name]: value })).toThrow(refusal);
  });
});
