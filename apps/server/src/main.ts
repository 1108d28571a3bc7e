// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Starts the server as a process. Prints one JSON line when it listens; stops on SIGTERM and SIGINT. Checks
 * Node before it loads anything that an old one could not.
 */
const [major] = process.versions.node.split(".").map(Number);
if (major === undefined || major < 24) {
  process.stderr.write(`Nightlatch needs Node 24, this is ${process.version}. Run it by "npm start".\n`);
  process.exit(1);
}

const { readConfig } = await import("./config.ts");
const { startServer } = await import("./compose.ts");
const { NightlatchError } = await import("@nightlatch/errors");

try {
  const server = await startServer(readConfig(process.env));
  process.stdout.write(`${JSON.stringify({ listening: server.url })}\n`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      void server.close().then(() => process.exit(0));
    });
  }
} catch (error) {
  if (!(error instanceof NightlatchError)) throw error;
  process.stderr.write(`${error.message}. ${error.advice ?? ""}\n`);
  process.exit(1);
}

export {};
