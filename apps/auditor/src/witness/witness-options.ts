// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What `nightlatch witness` was asked for. */
import { decodeUtf8 } from "@nightlatch/bytes";
import { parsePolicy } from "@nightlatch/transparency/policy";
import { isKeyName, parseVkey, type VerifierKey } from "@nightlatch/transparency/verify";
import type { WitnessedLog } from "@nightlatch/transparency/witness";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { AuditorError } from "../errors.ts";
import { badUse, parseWords } from "../parse-words.ts";

export type WitnessCommand = Readonly<{
  logs: readonly WitnessedLog[];
  host: string;
  port: number;
  dataDir: string;
  /** Read at the first start only: name and key belong together for ever. */
  name: string | undefined;
  hasMlDsa: boolean;
}>;

const USAGE =
  "nightlatch witness --log VKEY|--policy FILE --data DIR [--name NAME] [--listen 127.0.0.1:PORT] [--ml-dsa]";

/** @throws auditor.bad_option | auditor.bad_file | transparency.malformed | transparency.bad_policy */
export async function readWitnessOptions(words: readonly string[]): Promise<WitnessCommand> {
  const { values, positionals } = parseWords(
    words,
    {
      log: { type: "string", multiple: true, default: [] },
      policy: { type: "string" },
      listen: { type: "string", default: "127.0.0.1:7380" },
      data: { type: "string" },
      name: { type: "string" },
      "ml-dsa": { type: "boolean", default: false },
    },
    USAGE,
  );
  const keys = [...values.log.map(parseVkey), ...(values.policy === undefined ? [] : await keysIn(values.policy))];
  if (positionals.length > 0 || keys.length === 0) throw badUse("no log to watch is named", USAGE);
  if (values.data === undefined) throw badUse("no folder to remember in is named", USAGE);
  if (values.name !== undefined && !isKeyName(values.name)) throw badUse("a name has no spaces and no plus", USAGE);
  return {
    ...addressOf(values.listen),
    logs: logsOf(keys),
    dataDir: resolve(values.data),
    name: values.name,
    hasMlDsa: values["ml-dsa"],
  };
}

/** A log's key is named by its origin; several keys of one log are one log. */
function logsOf(keys: readonly VerifierKey[]): readonly WitnessedLog[] {
  const origins = [...new Set(keys.map(({ name }) => name))];
  return origins.map((origin) => ({ origin, keys: keys.filter(({ name }) => name === origin) }));
}

async function keysIn(path: string): Promise<readonly VerifierKey[]> {
  let text: string;
  try {
    text = decodeUtf8(new Uint8Array(await readFile(path)));
  } catch (cause) {
    throw new AuditorError("auditor.bad_file", `the policy ${path} can't be read`, {
      cause,
      advice: "Name a file in the form of c2sp.org/tlog-policy.",
    });
  }
  return parsePolicy(text).logs.map(({ key }) => key);
}

function addressOf(listen: string): Readonly<{ host: string; port: number }> {
  const [, bracketed, plain, digits = ""] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/iu.exec(listen) ?? [];
  const [host, port] = [bracketed ?? plain, Number(digits)];
  if (host === undefined || port > 65_535) throw badUse(`"${listen}" is no address to listen at`, USAGE);
  return { host, port };
}
