// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Entry, started by `nightlatch audit`, `witness` and `verify`. */
import { runAuditor } from "./run-auditor.ts";

process.exitCode = await runAuditor(process.argv.slice(2));
