// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A finding on disk: the input itself, so that replaying needs neither the seed nor the time it took. */
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Finding } from "./fuzz-session.ts";

const fileContent = z.strictObject({
  target: z.string(),
  seed: z.number(),
  execution: z.number(),
  what: z.string(),
  input: z.string(),
});

/** Answers the path. */
export function saveFinding(folder: string, finding: Finding): string {
  mkdirSync(folder, { recursive: true });
  const name = createHash("sha256").update(finding.input).digest("hex").slice(0, 12);
  const path = join(folder, `${finding.target.replace("/", "-")}-${name}.json`);
  const content = { ...finding, input: encodeHex(finding.input) } satisfies z.infer<typeof fileContent>;
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}

export function loadFinding(path: string): Finding {
  const { input, ...rest } = fileContent.parse(JSON.parse(readFileSync(path, "utf8")));
  return { ...rest, input: decodeHex(input) };
}
