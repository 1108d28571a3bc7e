// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The system's package programs are foreign: small scripts stand for them, found by PATH as the real ones are. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getuid } from "node:process";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { installTestTools } from "./install-test-tools.mjs";
import { Refusal } from "./refusal.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nightlatch-tools-"));
  vi.stubEnv("PATH", folder);
  vi.stubEnv("NIGHTLATCH_CHROMIUM", "/no/such/browser");
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe("test tools on a machine that may not install", () => {
  it("are named in one sentence with the command that installs exactly them", () => {
    dpkgKnows(ALL.filter((name) => name !== "ffmpeg" && name !== "python3-gi"));
    expect(() => {
      installTestTools();
    }).toThrow(/^The tests need .*: sudo apt-get install ffmpeg python3-gi$/);
  });

  it("are all named when dpkg knows none of them", () => {
    dpkgKnows([]);
    expect(installTestTools).toThrow(Refusal);
    expect(installTestTools).toThrow(ALL.join(" "));
  });

  it("are not asked for when all are there", () => {
    dpkgKnows(ALL);
    expect(installTestTools).not.toThrow();
  });

  it("need no chromium package where another browser is named", () => {
    vi.stubEnv("NIGHTLATCH_CHROMIUM", folder);
    dpkgKnows(ALL.filter((name) => name !== "chromium"));
    expect(installTestTools).not.toThrow();
  });

  it("are looked for on the PATH where there is no dpkg", () => {
    program("ffmpeg", "exit 0");
    expect(installTestTools).toThrow(/^The tests need chromium, ffprobe, python3, go on the PATH/);
  });
});

describe.runIf(getuid?.() === 0)("test tools for root", () => {
  beforeEach(() => {
    vi.spyOn(console, "error").mockReturnValue(undefined);
  });

  it("are installed when missing, after fetching the package list if it is old", () => {
    dpkgKnows(ALL.filter((name) => name !== "ffmpeg"));
    aptGet(`[ "$1" = update ] && touch "${folder}/updated"; [ -e "${folder}/updated" ]`);
    installTestTools();
    const [first, update, second] = readFileSync(join(folder, "apt.log"), "utf8").split("\n");
    expect([first, update, second]).toEqual([INSTALL_FFMPEG, "update -qq", INSTALL_FFMPEG]);
  });

  it("are refused with the command to try when apt-get fails twice", () => {
    dpkgKnows([]);
    aptGet("exit 100");
    expect(installTestTools).toThrow(/^apt-get failed;.*apt-get install chromium/);
  });

  it("are not installed when all are there", () => {
    dpkgKnows(ALL);
    aptGet("exit 100");
    installTestTools();
    expect(existsSync(join(folder, "apt.log"))).toBe(false);
  });
});

const INSTALL_FFMPEG = "install -y -qq --no-install-recommends ffmpeg";
const PLUGINS = ["base", "good", "bad", "ugly"].map((set) => `gstreamer1.0-plugins-${set}`);
const GO = ["golang-go", "golang-golang-x-mod-dev"];
const ALL = [
  "chromium",
  "ffmpeg",
  "gir1.2-gst-rtsp-server-1.0",
  ...PLUGINS,
  "gstreamer1.0-rtsp",
  "python3-cryptography",
  "python3-gi",
  ...GO,
];

function dpkgKnows(names: readonly string[]): void {
  const lines = names.map((name) => `echo "${name} installed"`).join("\n");
  program("dpkg-query", `${lines}\necho "sl not-installed"\nexit 1`);
}

function aptGet(body: string): void {
  program("apt-get", `echo "$@" >> "${folder}/apt.log"\nPATH=/usr/bin:/bin\n${body}`);
}

function program(name: string, body: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(folder, name), 0o755);
}
