// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Shows the short code, waits until the other device lets this one in, and asks whether both codes are the same. */
import { Button, Loader } from "@mantine/core";
import { useEffect, useEffectEvent, useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { ShortCode } from "@nightlatch/ui-kit/ShortCode";
import type { Problem } from "../../vault-client/vault-api.ts";
import { problemOf } from "@nightlatch/ui-kit/problem-of";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";

export type JoinWaitingProps = Readonly<{ code: string; onJoined: () => void; onStopped: () => void }>;

export function JoinWaiting({ code, onJoined, onStopped }: JoinWaitingProps): ReactElement {
  const vault = useVault();
  const [isAnswered, setAnswered] = useState(false);
  const problem = useAnswerOfHousehold(() => setAnswered(true));
  const confirm = useAction(async () => {
    await vault.confirmCode();
    onJoined();
  });
  const stop = useAction(async () => {
    await vault.cancelJoin();
    onStopped();
  });
  return (
    <>
      <p className="dim">
        {isAnswered
          ? "Does the other device show the same code? If not, someone else has answered your link."
          : "The other device shows a code as well. If both are the same, confirm over there."}
      </p>
      <ShortCode code={code} />
      <ProblemNote problem={problem ?? confirm.problem ?? stop.problem} title="You were not let in" />
      {isAnswered && (
        <Button size="md" onClick={() => confirm.run()} loading={confirm.isBusy}>
          Yes, the same code
        </Button>
      )}
      {problem === undefined && !isAnswered && (
        <p className="join-waiting" role="status">
          <Loader size={18} aria-hidden="true" />
          Waiting for the other device
        </p>
      )}
      <Button variant="default" size="md" onClick={() => stop.run()} loading={stop.isBusy}>
        {problem === undefined ? "The codes differ: stop" : "Start again"}
      </Button>
    </>
  );
}

function useAnswerOfHousehold(onAnswer: () => void): Problem | undefined {
  const vault = useVault();
  const [problem, setProblem] = useState<Problem>();
  const answered = useEffectEvent(onAnswer);
  useEffect(() => {
    let isGone = false;
    vault.waitForAnswer().then(
      () => {
        if (!isGone) answered();
      },
      (error: unknown) => {
        if (!isGone) setProblem(problemOf(error));
      },
    );
    return () => {
      isGone = true;
    };
  }, [vault]);
  return problem;
}
