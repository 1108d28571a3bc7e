// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The program: runs a hub until SIGTERM or SIGINT. One JSON line on stdout for each piece of news:
 * {"pairing": secret}, {"ready": true} or {"removed": true}. The log goes to stderr.
 */
import { once } from "node:events";
import { NightlatchError } from "@nightlatch/errors";
import { systemRandom } from "@nightlatch/crypto/random";
import { startHub } from "./compose.ts";
import { HUB_USAGE, readConfig } from "./config.ts";
import type { HubNews } from "./hub-parts.ts";
import { createLog, describeError, type HubLog } from "./observability/logger.ts";
import { systemClock } from "./ports/clock.ts";
import type { SpoolWitness } from "./spool/clip-steps.ts";

/** Answers the exit code. Errors that a person can mend go to stderr with code and advice. */
export async function runHub(
  words: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
  witness: SpoolWitness = {},
): Promise<number> {
  if (words.includes("--help")) {
    process.stdout.write(HUB_USAGE);
    return 0;
  }
  try {
    const config = readConfig(words, variables);
    const log = createLog(config.logLevel);
    const stopped = Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
    await using hub = await startHub(config, { clock: systemClock, random: systemRandom, log, onNews: tell, witness });
    return await Promise.race([stopped.then(() => 0), hub.failure.catch((error: unknown) => failed(error, log))]);
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}. ${error.advice ?? ""}\n`);
    return 1;
  }
}

function tell(news: HubNews): void {
  const line = news.kind === "pairing" ? { pairing: news.secret } : { [news.kind]: true };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** What is wrong with the household's history needs a person; everything else here is a bug. */
function failed(error: unknown, log: HubLog): number {
  if (error instanceof NightlatchError) throw error;
  log.error({ error: describeError(error) }, "the hub stops because of a bug");
  return 1;
}
