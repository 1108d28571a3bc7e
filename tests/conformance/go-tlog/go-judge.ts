// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Builds the judge with Debian's Go and its packaged golang.org/x/mod, and asks it. Nothing is downloaded. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodeBase64 } from "@nightlatch/bytes";
import type { TreeHead } from "@nightlatch/transparency/verify";

export type Question = Readonly<{
  folder: string;
  checkpoint: string;
  vkey: string;
  inclusion: readonly Readonly<{ index: number; proof: readonly string[] }>[];
  consistency: readonly Readonly<{ size: number; root: string; proof: readonly string[] }>[];
}>;
export type Judgement = Readonly<{
  size: number;
  records: number;
  inclusion: number;
  consistency: number;
  /** The step that refused, if one did. */
  refused?: string;
  because?: string;
}>;

export type GoJudge = AsyncDisposable & Readonly<{ ask: (question: Question) => Promise<Judgement> }>;

/** Where Debian keeps Go packages for builds without modules. */
const DEBIAN_GOPATH = "/usr/share/gocode";
const run = promisify(execFile);

export async function buildGoJudge(): Promise<GoJudge> {
  const folder = await mkdtemp(join(tmpdir(), "nightlatch-go-"));
  const program = join(folder, "judge");
  await run("go", ["build", "-o", program, "judge.go"], {
    cwd: import.meta.dirname,
    env: {
      ...process.env,
      GO111MODULE: "off",
      GOPATH: DEBIAN_GOPATH,
      GOCACHE: join(folder, "cache"),
      GOFLAGS: "",
      GOTOOLCHAIN: "local",
    },
  });
  return {
    ask: (question) => ask(program, question),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

export function hashText(hash: TreeHead["root"]): string {
  return encodeBase64(hash);
}

async function ask(program: string, question: Question): Promise<Judgement> {
  const asked = run(program);
  asked.child.stdin?.end(JSON.stringify(question));
  const { stdout } = await asked;
  return JSON.parse(stdout) as Judgement;
}
