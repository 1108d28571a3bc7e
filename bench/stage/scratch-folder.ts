// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A folder that is gone when the bench is over. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type ScratchFolder = AsyncDisposable & Readonly<{ path: string }>;

export async function scratchFolder(): Promise<ScratchFolder> {
  const path = await mkdtemp(join(tmpdir(), "nightlatch-bench-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
