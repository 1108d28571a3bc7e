// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What `npm start`, `npm test` and `npm run verify`, `bench`, `fuzz` and `insider` run first.
 * It starts on whatever Node the system has, with no package installed yet: plain JavaScript, no dependency.
 * It installs what is missing, then hands over to the project's own Node.
 */
import { installPackages } from "./install-packages.mjs";
import { installTestTools } from "./install-test-tools.mjs";
import { findNode } from "./find-node.mjs";
import { handOver } from "./hand-over.mjs";
import { Refusal } from "./refusal.mjs";

/** What each command runs on Node 24, and whether it needs the programs that only tests use. */
const COMMANDS = {
  start: { program: ["apps/cli/src/main.ts", "up"], needsTestTools: false },
  test: { program: ["tools/check/main.ts"], needsTestTools: true },
  verify: { program: ["tools/check/main.ts", "--quick"], needsTestTools: false },
  bench: { program: ["bench/main.ts"], needsTestTools: true },
  fuzz: { program: ["tests/fuzz/main.ts"], needsTestTools: false },
  insider: { program: ["tests/insider/main.ts"], needsTestTools: false },
};

async function main() {
  const [name = "", ...rest] = process.argv.slice(2);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined)
    throw new Refusal(`There is no command "${name}": use ${Object.keys(COMMANDS).join(", ")}.`);
  installPackages();
  const node = findNode();
  if (command.needsTestTools) installTestTools();
  process.exitCode = await handOver(node, [...command.program, ...rest]);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`nightlatch: ${error.message}`);
  process.exitCode = 1;
}
