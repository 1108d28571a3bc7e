// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Proves the log in a data folder whole: `node apps/server/src/check-log.ts`, with the settings of the server,
 * which may be running. Prints one JSON line; ends with 0 for a whole log, 1 for a broken one or none.
 */
import { systemRandom } from "@nightlatch/crypto/random";
import { NightlatchError } from "@nightlatch/errors";
import { fsck } from "@nightlatch/transparency/log";
import { openLogFolder } from "@nightlatch/transparency/log-folder";
import { logPaths, readConfig } from "./config.ts";
import { readOrCreateLogKey } from "./log/log-key-file.ts";

try {
  const { folder, key } = logPaths(readConfig(process.env));
  const signer = await readOrCreateLogKey(key, undefined, false, systemRandom);
  const verdict = await fsck(await openLogFolder(folder, { create: false }), [signer.key]);
  const told =
    verdict.kind === "whole"
      ? { log: signer.key.name, isWhole: true, size: verdict.checkpoint.checkpoint.size }
      : { log: signer.key.name, isWhole: false, path: verdict.path, code: verdict.error.code };
  process.stdout.write(`${JSON.stringify(told)}\n`);
  process.exitCode = verdict.kind === "whole" ? 0 : 1;
} catch (error) {
  if (!(error instanceof NightlatchError)) throw error;
  process.stderr.write(`${error.message}. ${error.advice ?? ""}\n`);
  process.exitCode = 1;
}
