// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Sees to the programs that only tests and benchmarks use: a real browser, ffmpeg as an independent judge of
 * our files, an RTSP server and a reader of public logs that we did not write. Installed by apt-get as root; otherwise
 * named in one sentence.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Refusal } from "./refusal.mjs";

const PACKAGES = [
  "chromium",
  "ffmpeg",
  "gir1.2-gst-rtsp-server-1.0",
  "gstreamer1.0-plugins-base",
  "gstreamer1.0-plugins-good",
  "gstreamer1.0-plugins-bad",
  "gstreamer1.0-plugins-ugly",
  "gstreamer1.0-rtsp",
  "python3-cryptography",
  "python3-gi",
  "golang-go",
  "golang-golang-x-mod-dev",
];
/** Where dpkg does not know, the programs themselves are looked for. */
const PROGRAMS = ["chromium", "ffmpeg", "ffprobe", "python3", "go"];

/** @throws Refusal that lists what is missing, where it may not be installed from here. */
export function installTestTools() {
  if (!isOnPath("dpkg-query")) return requirePrograms();
  const missing = missingPackages();
  if (missing.length === 0) return;
  const byHand = `apt-get install ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !isOnPath("apt-get")) {
    throw new Refusal(`The tests need Debian packages that are missing here. Install them with: sudo ${byHand}`);
  }
  console.error(`nightlatch: installing Debian packages for the tests: ${missing.join(" ")} ...`);
  if (!install(missing))
    throw new Refusal(`apt-get failed; its own message stands above. Try: apt-get update && ${byHand}`);
}

function requirePrograms() {
  const missing = PROGRAMS.filter((program) => !(program === "chromium" && hasOwnChromium()) && !isOnPath(program));
  if (missing.length === 0) return;
  throw new Refusal(
    `The tests need ${missing.join(", ")} on the PATH, and GStreamer's RTSP server for Python. ` +
      `On Debian that is: sudo apt-get install ${PACKAGES.join(" ")}`,
  );
}

function missingPackages() {
  const wanted = PACKAGES.filter((name) => !(name === "chromium" && hasOwnChromium()));
  const result = spawnSync("dpkg-query", ["-W", "-f=${Package} ${db:Status-Status}\n", ...wanted], {
    encoding: "utf8",
  });
  // dpkg-query exits non-zero when it does not know a name, and still prints the others.
  const installed = new Set(result.stdout.split("\n").filter((line) => line.endsWith(" installed")));
  return wanted.filter((name) => !installed.has(`${name} installed`));
}

/** A package list that is missing or old is the usual reason to fail: fetch a new one and try once more. */
function install(packages) {
  return aptGet("install", packages) || (aptGet("update", []) && aptGet("install", packages));
}

function aptGet(verb, names) {
  const options = verb === "install" ? ["-y", "-qq", "--no-install-recommends"] : ["-qq"];
  const result = spawnSync("apt-get", [verb, ...options, ...names], {
    stdio: ["ignore", 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return result.status === 0;
}

function hasOwnChromium() {
  const path = process.env.NIGHTLATCH_CHROMIUM;
  return path !== undefined && existsSync(path);
}

function isOnPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}
