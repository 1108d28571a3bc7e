// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Arguments and environment to one checked configuration. Nothing else reads the environment. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { HubError } from "./errors.ts";
import { parseCameras } from "./config-cameras.ts";
import type { ConfiguredCamera } from "./settings/camera-plan.ts";
import type { DiskLimits } from "./spool/disk-room.ts";
import type { Retention } from "./uplink/retention.ts";

export type HubConfig = Readonly<{
  dataDir: string;
  /** Origin of the server. */
  serverUrl: string;
  cameras: readonly ConfiguredCamera[];
  /** For cameras that say nothing else. */
  retention: Retention;
  disk: DiskLimits;
  /** Seals the hub's keys at rest. */
  passphrase?: string;
  logLevel: string;
}>;

type Variables = Readonly<Record<string, string | undefined>>;

const GIB = 1024 ** 3;
const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"];

export const HUB_USAGE = `Usage: hub [--data DIR] [--server URL] [--camera NAME=ADDRESS]... [--passphrase-file FILE]

  --data DIR              where keys and recordings are kept      (NIGHTLATCH_HUB_DATA)
  --server URL            the server, https:// or on this machine (NIGHTLATCH_SERVER)
  --camera NAME=ADDRESS   rtsp://…, rtsps://…, a video file, or /dev/video0; may be repeated (NIGHTLATCH_CAMERAS)
  --passphrase-file FILE  seals the hub's keys                    (NIGHTLATCH_PASSPHRASE_FILE)

Further settings: NIGHTLATCH_RETENTION_DAYS (14), NIGHTLATCH_RETENTION_BYTES (0: no limit),
NIGHTLATCH_CACHE_BYTES, NIGHTLATCH_MIN_FREE_BYTES, NIGHTLATCH_LOG (info).
`;

/** @throws hub.bad_config, naming the setting and what it should be */
export function readConfig(words: readonly string[], variables: Variables): HubConfig {
  const given = parseWords(words);
  const retention: Retention = {
    days: wholeNumber(variables, "NIGHTLATCH_RETENTION_DAYS", 14),
    sizeBytes: wholeNumber(variables, "NIGHTLATCH_RETENTION_BYTES", 0),
  };
  const passphraseFile = given["passphrase-file"] ?? variables["NIGHTLATCH_PASSPHRASE_FILE"];
  return {
    dataDir: resolve(given.data ?? variables["NIGHTLATCH_HUB_DATA"] ?? defaultDataDir(variables)),
    serverUrl: serverUrl(given.server ?? variables["NIGHTLATCH_SERVER"] ?? "http://127.0.0.1:8420"),
    cameras: parseCameras(given.camera ?? [], variables["NIGHTLATCH_CAMERAS"], retention),
    retention,
    disk: {
      minFreeBytes: wholeNumber(variables, "NIGHTLATCH_MIN_FREE_BYTES", GIB / 2),
      cacheBytes: wholeNumber(variables, "NIGHTLATCH_CACHE_BYTES", 2 * GIB),
    },
    ...(passphraseFile === undefined ? {} : { passphrase: readPassphrase(passphraseFile) }),
    logLevel: logLevel(variables["NIGHTLATCH_LOG"] ?? "info"),
  };
}

function parseWords(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        data: { type: "string" },
        server: { type: "string" },
        camera: { type: "string", multiple: true },
        "passphrase-file": { type: "string" },
      },
    });
    return values;
  } catch (cause) {
    throw new HubError("hub.bad_config", "a word on the command line is not known", { cause, advice: HUB_USAGE });
  }
}

function defaultDataDir(variables: Variables): string {
  return join(variables["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share"), "nightlatch", "hub");
}

/** Footage is sealed anyway; without TLS, others on the way could take over the hub's session and delete clips. */
function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) return url.origin;
  throw new HubError("hub.bad_config", "the server's address cannot be used", {
    advice: "Give an https:// address, or http:// for a server on this very machine.",
  });
}

function wholeNumber(variables: Variables, name: string, fallback: number): number {
  const text = variables[name];
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new HubError("hub.bad_config", `${name} is no whole number`, { advice: `Set ${name} to a number from 0 on.` });
}

function readPassphrase(path: string): string {
  try {
    const passphrase = readFileSync(path, "utf8").replace(/\r?\n$/u, "");
    if (passphrase !== "") return passphrase;
  } catch (cause) {
    throw new HubError("hub.bad_config", "the passphrase file cannot be read", {
      cause,
      advice: "Check the path behind --passphrase-file, and that the hub may read it.",
    });
  }
  throw new HubError("hub.bad_config", "the passphrase file is empty", { advice: "Write the passphrase into it." });
}

function logLevel(text: string): string {
  if (LOG_LEVELS.includes(text)) return text;
  throw new HubError("hub.bad_config", "NIGHTLATCH_LOG has no such level", {
    advice: `Choose one of ${LOG_LEVELS.join(", ")}.`,
  });
}
