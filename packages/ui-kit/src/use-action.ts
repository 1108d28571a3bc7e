// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One thing that a press of a button does: busy while it runs, and a problem in words when it fails. */
import { useCallback, useState } from "react";
import type { Problem } from "./problem.ts";
import { problemOf } from "./problem-of.ts";

export type Action<Input extends readonly unknown[]> = Readonly<{
  run: (...input: Input) => void;
  isBusy: boolean;
  problem: Problem | undefined;
  clearProblem: () => void;
}>;

export function useAction<Input extends readonly unknown[]>(act: (...input: Input) => Promise<void>): Action<Input> {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = (...input: Input): void => {
    if (isBusy) return;
    setBusy(true);
    setProblem(undefined);
    act(...input)
      .catch((error: unknown) => setProblem(problemOf(error)))
      .finally(() => setBusy(false));
  };
  const clearProblem = useCallback(() => setProblem(undefined), []);
  return { run, isBusy, problem, clearProblem };
}
