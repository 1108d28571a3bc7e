// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Hands evidence files to `nightlatch verify`, a program that sees nothing of the test that they come from. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

export type ToldVerdict = Readonly<{ kind: "proves" | "consistent" | "refuted"; code?: string }>;

const PROGRAM = join(import.meta.dirname, "../../apps/auditor/src/main.ts");

const told = z.object({ kind: z.literal("evidence"), holds: z.boolean(), facts: z.array(z.string()) });

/** One verdict a file, in order. */
export async function judgeElsewhere(files: readonly Uint8Array[]): Promise<readonly ToldVerdict[]> {
  const folder = await mkdtemp(join(tmpdir(), "nightlatch-evidence-"));
  try {
    return await Promise.all(
      files.map(async (bytes, i) => {
        const path = join(folder, `${String(i)}.evidence`);
        await writeFile(path, bytes);
        return judgeFile(path);
      }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function judgeFile(path: string): Promise<ToldVerdict> {
  const child = spawn(process.execPath, [PROGRAM, "verify", path, "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (bytes: Buffer) => (said += bytes.toString()));
  await once(child, "close");
  const { holds, facts } = told.parse(JSON.parse(said));
  const code = /^proves (\S+)$/u.exec(facts[0] ?? "")?.[1];
  if (!holds) return { kind: "refuted" };
  return code === undefined ? { kind: "consistent" } : { kind: "proves", code };
}
