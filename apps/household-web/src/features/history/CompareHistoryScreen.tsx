// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Two people read a code to each other: the same code means that both are shown the same household. */
import { Skeleton } from "@mantine/core";
import { useEffect, useState, type ReactElement } from "react";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import type { CompareCode, Problem } from "../../vault-client/vault-api.ts";
import { problemOf } from "@nightlatch/ui-kit/problem-of";
import { useVault } from "../../vault-view/vault-view.ts";
import "./history.css";

export function CompareHistoryScreen(): ReactElement {
  const { code, problem } = useCompareCode();
  return (
    <div className="narrow">
      <PageHeader
        title="Compare codes"
        lead="Open this screen on two devices and read the code to each other, in person or by phone."
        back={{ to: "/household", label: "Household" }}
      />
      <div className="card form">
        <ProblemNote problem={problem} title="There is no code yet" />
        {code === undefined && problem === undefined && <Skeleton height={110} radius="md" />}
        {code !== undefined && (
          <>
            <div className="compare-code numbers" role="img" aria-label={`Code ${code.groups.join(", ")}`}>
              {code.groups.map((group, at) => (
                <span key={at} aria-hidden="true">
                  {group}
                </span>
              ))}
            </div>
            <p>
              <strong>The same?</strong> Then the server shows both of you the same people and the same history.
            </p>
            <p>
              <strong>Different?</strong> Reload both screens and wait a minute: one may be a step behind. If the codes
              still differ, let nobody in, and ask whoever runs the server.
            </p>
            <p className="dim numbers">Stands for {code.entries} steps of your household.</p>
          </>
        )}
      </div>
    </div>
  );
}

/** Asked again whenever the history or the log has grown. */
function useCompareCode(): Readonly<{ code?: CompareCode; problem?: Problem }> {
  const vault = useVault();
  const [answer, setAnswer] = useState<Readonly<{ code?: CompareCode; problem?: Problem }>>({});
  useEffect(() => {
    let newest = 0;
    const ask = (): void => {
      const question = (newest += 1);
      vault.compareCode().then(
        (code) => question === newest && setAnswer({ code }),
        (error: unknown) => question === newest && setAnswer({ problem: problemOf(error) }),
      );
    };
    ask();
    const end = vault.subscribe((change) => {
      if (change === "devices" || change === "log") ask();
    });
    return () => {
      newest = -1;
      end();
    };
  }, [vault]);
  return answer;
}
