// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The reader of our protocol in Python, which was written from docs/protocol.md and shares no line with our
 * packages. One process answers all questions, one after another.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

export type Question = Readonly<{ about: string }> & Readonly<Record<string, unknown>>;
export type Answer = Readonly<{ error?: string }> & Readonly<Record<string, unknown>>;
export type SecondReader = AsyncDisposable & Readonly<{ ask: (question: Question) => Promise<Answer> }>;
export type FamilyReport = Readonly<{
  family: string;
  judged: number;
  /** Names of cases that take what it has not got: ML-DSA-44. */
  unjudged: readonly string[];
  differences: readonly unknown[];
}>;

/** Debian's own, which finds Debian's `cryptography`. */
const PYTHON = "/usr/bin/python3";

export function startSecondReader(): SecondReader {
  // -B: no compiled files beside the sources.
  const reader = spawn(PYTHON, ["-B", join(import.meta.dirname, "questions.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(reader, "exit");
  const lines = createInterface({ input: reader.stdout })[Symbol.asyncIterator]();
  const answerTo = async (question: Question): Promise<Answer> => {
    reader.stdin.write(`${JSON.stringify(question)}\n`);
    const line = await lines.next();
    if (line.done === true) throw new Error("the second reader ended; its own words stand above");
    return JSON.parse(line.value) as Answer;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    ask: (question) => {
      const answer = last.then(() => answerTo(question));
      last = answer.catch(() => undefined);
      return answer;
    },
    [Symbol.asyncDispose]: async () => {
      reader.stdin.end();
      await exited;
    },
  };
}

/** What it says of every vector file that it knows. */
export async function judgeVectors(folder: string): Promise<readonly FamilyReport[]> {
  const { stdout } = await promisify(execFile)(PYTHON, ["-B", join(import.meta.dirname, "vectors.py"), folder], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as FamilyReport);
}
