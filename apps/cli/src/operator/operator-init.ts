// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file `nightlatch operator init`: hands the wish to the server's own program, which makes the lane's key and the roster's
 * first entry in the data folder. The officers sign it in their consoles; this command signs nothing.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { CliError } from "../errors.ts";
import { FOUND_OPERATOR } from "../up/workspace.ts";

export type OperatorInitOptions = Readonly<{
  dataDir: string;
  name: string;
  team: string;
  waitHours: number;
  /** Until when the officers' keys work. */
  endMs: number;
  offerPaths: readonly string[];
}>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Answers the exit code. @throws cli.bad_option | cli.operator_failed */
export async function runOperatorCommand(words: readonly string[]): Promise<number> {
  const [action, ...rest] = words;
  if (action !== "init") throw badOption(`There is no command "operator ${action ?? ""}"`);
  const officers = await prepare(readOperatorInitOptions(rest, process.env, Date.now()));
  process.stdout.write(screen(officers));
  return 0;
}

/** @throws cli.bad_option */
export function readOperatorInitOptions(
  words: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
  nowMs: number,
): OperatorInitOptions {
  const { name, team, officer, data, "wait-hours": wait, days } = parseStrictly(words);
  if (name === undefined || officer === undefined || officer.length < 2) {
    throw badOption("An operator has a name and at least two officers");
  }
  if (![wait, days].every((number) => /^\d{1,5}$/u.test(number))) throw badOption("Hours and days are whole numbers");
  const home = join(variables["XDG_DATA_HOME"] ?? join(homedir(), ".local/share"), "nightlatch");
  return {
    dataDir: resolve(data ?? home, "server"),
    name,
    team,
    waitHours: Number(wait),
    endMs: nowMs + Number(days) * DAY_MS,
    offerPaths: officer.map((path) => resolve(path)),
  };
}

type Officer = Readonly<{ id: string; name: string }>;

async function prepare(options: OperatorInitOptions): Promise<readonly Officer[]> {
  const { dataDir, name, team, waitHours, endMs, offerPaths } = options;
  const wish = [dataDir, name, team, String(waitHours), String(endMs), ...offerPaths];
  const child = spawn(process.execPath, [FOUND_OPERATOR, ...wish], { stdio: ["ignore", "pipe", "pipe"] });
  const [said, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  if (code === 0) return (JSON.parse(said) as { officers: readonly Officer[] }).officers;
  const [message = "", ...advice] = complaint.trim().split(". ");
  throw new CliError("cli.operator_failed", message, { advice: advice.join(". ") });
}

function parseStrictly(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        data: { type: "string" },
        name: { type: "string" },
        team: { type: "string", default: "Officers" },
        "wait-hours": { type: "string", default: "24" },
        days: { type: "string", default: "365" },
        officer: { type: "string", multiple: true },
      },
      strict: true,
      allowPositionals: false,
    });
    return values;
  } catch (cause) {
    throw badOption("That option is not known", cause);
  }
}

function badOption(message: string, cause?: unknown): CliError {
  return new CliError("cli.bad_option", message, {
    cause,
    advice:
      "Use: nightlatch operator init --name NAME --officer OFFER_FILE --officer OFFER_FILE " +
      "[--team TEAM] [--wait-hours NUMBER] [--days NUMBER] [--data DIR]",
  });
}

function screen(officers: readonly Officer[]): string {
  const rows = officers.map(({ id, name }) => `    ${id}  ${name}`);
  return `
  The operator is prepared. Its first officers:

${rows.join("\n")}

  Compare each id with the officer's own screen. Then start the server with a
  port for staff (NIGHTLATCH_STAFF_PORT), and let every officer open the console
  and sign. With the last signature the roster begins.

`;
}
