// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What `nightlatch up` was asked for. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CliError } from "../errors.ts";

export type UpOptions = Readonly<{ port: number; dataDir: string; hasDemo: boolean; opensBrowser: boolean }>;

const DEFAULT_PORT = "8420";

/** @throws cli.bad_option */
export function readUpOptions(
  words: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): UpOptions {
  const values = parseStrictly(words);
  const port = Number(values.port);
  if (!/^\d{1,5}$/u.test(values.port) || port < 1 || port > 65_535) {
    throw new CliError("cli.bad_option", `"${values.port}" is no port`, { advice: "Choose a number from 1 to 65535." });
  }
  return {
    port,
    dataDir: resolve(values.data ?? join(variables["XDG_DATA_HOME"] ?? join(homedir(), ".local/share"), "nightlatch")),
    hasDemo: !values["no-demo"],
    opensBrowser: !values["no-open"],
  };
}

function parseStrictly(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        port: { type: "string", default: DEFAULT_PORT },
        data: { type: "string" },
        "no-demo": { type: "boolean", default: false },
        "no-open": { type: "boolean", default: false },
      },
    });
    return values;
  } catch (cause) {
    throw new CliError("cli.bad_option", 'A word behind "up" is not known', {
      cause,
      advice: 'See "nightlatch --help".',
    });
  }
}
