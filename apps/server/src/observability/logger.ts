// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Structured logs: that something happened, never to whom or what was seen. No ids, addresses, tokens, URLs. */
import { pino, type DestinationStream, type Logger } from "pino";
import type { ServerConfig } from "../config.ts";
import { loggedError } from "./logged-error.ts";

/** Logs to standard error: standard output is for the line that says the server is ready. */
export function createLogger(level: ServerConfig["logLevel"], destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: "server" },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    // Fastify would log the first two with every error: they name whoever asked.
    serializers: { req: () => undefined, res: () => undefined, err: (error: unknown) => loggedError(error) },
  };
  return pino(options, destination ?? pino.destination({ fd: 2, sync: false }));
}
