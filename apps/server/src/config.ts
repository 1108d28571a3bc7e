// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Environment and arguments to one checked, frozen configuration. Nothing else reads the environment. */
import { NightlatchError } from "@nightlatch/errors";
import { join, resolve } from "node:path";
import { z } from "zod";

export type ServerConfig = Readonly<{
  dataDir: string;
  host: string;
  /** 0: any free port. */
  port: number;
  /** Folder of the built household app; absent: no app is served. */
  webRoot?: string;
  tls?: Readonly<{ certPath: string; keyPath: string }>;
  /** Bytes that one household may store; 0: no limit. */
  quotaBytes: number;
  /** Uploads are refused when the disk has less than this left. */
  reserveBytes: number;
  /** Requests a minute from one address without a session, and from one device. */
  addressRequestsPerMinute: number;
  deviceRequestsPerMinute: number;
  /** Requests a minute from one address for pieces of the public log. */
  logRequestsPerMinute: number;
  /** Name of the public log, for its first start; absent: a random one. It can never change. */
  logName?: string;
  /** Lines of tlog-policy: the witnesses that are asked and that new households are told of. */
  witnesses?: string;
  /** Absent: nobody is an operator here, as in a home of one's own. */
  operator?: OperatorConfig;
  logLevel: "error" | "warn" | "info" | "debug" | "silent";
}>;

/** The staff's own listener. */
export type OperatorConfig = Readonly<{
  port: number;
  /** Where the console's page is, as a browser sees it: staff signs in by WebAuthn there and nowhere else. */
  origin: string;
  /** Folder of the built console; absent: no page is served. */
  webRoot?: string;
}>;

const environment = z.object({
  NIGHTLATCH_DATA: z.string().min(1).default("data"),
  NIGHTLATCH_HOST: z.string().min(1).default("127.0.0.1"),
  NIGHTLATCH_PORT: wholeNumber(0, 65_535).default(8420),
  NIGHTLATCH_WEB_ROOT: z.string().min(1).optional(),
  NIGHTLATCH_TLS_CERT: z.string().min(1).optional(),
  NIGHTLATCH_TLS_KEY: z.string().min(1).optional(),
  NIGHTLATCH_QUOTA_BYTES: wholeNumber(0).default(0),
  NIGHTLATCH_RESERVE_BYTES: wholeNumber(0).default(256 * 1024 * 1024),
  NIGHTLATCH_ADDRESS_RPM: wholeNumber(1).default(600),
  NIGHTLATCH_DEVICE_RPM: wholeNumber(1).default(6000),
  NIGHTLATCH_LOG_RPM: wholeNumber(1).default(30_000),
  NIGHTLATCH_LOG_NAME: z.string().min(1).optional(),
  NIGHTLATCH_WITNESSES: z.string().min(1).optional(),
  NIGHTLATCH_STAFF_PORT: wholeNumber(1, 65_535).optional(),
  NIGHTLATCH_STAFF_ORIGIN: z.url({ protocol: /^https?$/u }).optional(),
  NIGHTLATCH_STAFF_WEB_ROOT: z.string().min(1).optional(),
  NIGHTLATCH_LOG: z.enum(["error", "warn", "info", "debug", "silent"]).default("info"),
});

/** @throws NightlatchError config.invalid, naming the variable and what it should be */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): ServerConfig {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = issue?.path.join(".") ?? "environment";
    throw new NightlatchError("config.invalid", `${name}: ${issue?.message ?? "invalid"}`, {
      advice: `Correct the variable ${name} and start again.`,
    });
  }
  const { data } = parsed;
  return Object.freeze({
    dataDir: resolve(data.NIGHTLATCH_DATA),
    host: data.NIGHTLATCH_HOST,
    port: data.NIGHTLATCH_PORT,
    ...(data.NIGHTLATCH_WEB_ROOT === undefined ? {} : { webRoot: resolve(data.NIGHTLATCH_WEB_ROOT) }),
    ...tlsOf(data.NIGHTLATCH_TLS_CERT, data.NIGHTLATCH_TLS_KEY),
    quotaBytes: data.NIGHTLATCH_QUOTA_BYTES,
    reserveBytes: data.NIGHTLATCH_RESERVE_BYTES,
    addressRequestsPerMinute: data.NIGHTLATCH_ADDRESS_RPM,
    deviceRequestsPerMinute: data.NIGHTLATCH_DEVICE_RPM,
    logRequestsPerMinute: data.NIGHTLATCH_LOG_RPM,
    ...(data.NIGHTLATCH_LOG_NAME === undefined ? {} : { logName: data.NIGHTLATCH_LOG_NAME }),
    ...(data.NIGHTLATCH_WITNESSES === undefined ? {} : { witnesses: data.NIGHTLATCH_WITNESSES }),
    ...operatorOf(data),
    logLevel: data.NIGHTLATCH_LOG,
  });
}

function operatorOf(data: z.output<typeof environment>): Pick<ServerConfig, "operator"> {
  const { NIGHTLATCH_STAFF_PORT: port, NIGHTLATCH_STAFF_ORIGIN: named, NIGHTLATCH_STAFF_WEB_ROOT: webRoot } = data;
  if (port === undefined) {
    if (named === undefined && webRoot === undefined) return {};
    throw new NightlatchError("config.invalid", "the staff's console needs a port of its own", {
      advice: "Set NIGHTLATCH_STAFF_PORT, or leave NIGHTLATCH_STAFF_ORIGIN and NIGHTLATCH_STAFF_WEB_ROOT away.",
    });
  }
  const { origin } = new URL(named ?? `http://localhost:${String(port)}`);
  return { operator: { port, origin, ...(webRoot === undefined ? {} : { webRoot: resolve(webRoot) }) } };
}

/** Digits only: `Number("")` is 0, and an empty variable is a mistake, not a port. */
function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER) {
  return z
    .string()
    .regex(/^\d+$/u, `a whole number from ${String(least)}`)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
}

export function databasePath(config: ServerConfig): string {
  return join(config.dataDir, "server.sqlite");
}

/** What the public log is made of: its pieces, its name and key, and the key of the web app's releases. */
export function logPaths({ dataDir }: ServerConfig): Readonly<{ folder: string; key: string; releaseKey: string }> {
  return {
    folder: join(dataDir, "log"),
    key: join(dataDir, "log.key"),
    releaseKey: join(dataDir, "release.key"),
  };
}

/** The key of the operator's lane, and the roster's first entry while its officers have yet to sign it. */
export function operatorPaths({ dataDir }: Pick<ServerConfig, "dataDir">): Readonly<{ key: string; founding: string }> {
  return { key: join(dataDir, "operator.key"), founding: join(dataDir, "operator-founding") };
}

export function blobDir(config: ServerConfig): string {
  return join(config.dataDir, "blobs");
}

function tlsOf(certPath: string | undefined, keyPath: string | undefined): Pick<ServerConfig, "tls"> {
  if (certPath === undefined && keyPath === undefined) return {};
  if (certPath === undefined || keyPath === undefined) {
    throw new NightlatchError("config.invalid", "a TLS certificate needs its key, and the other way round", {
      advice: "Set both NIGHTLATCH_TLS_CERT and NIGHTLATCH_TLS_KEY, or neither.",
    });
  }
  return { tls: { certPath: resolve(certPath), keyPath: resolve(keyPath) } };
}
