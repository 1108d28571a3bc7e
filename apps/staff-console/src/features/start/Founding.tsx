// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The roster's first entry, shown to each of its first officers before they sign it. */
import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { calendarDay, spanWords } from "@nightlatch/ui-kit/time-words";
import { useAction } from "@nightlatch/ui-kit/use-action";
import type { FoundingView } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { StartFrame } from "./StartFrame.tsx";

export function Founding({ founding }: Readonly<{ founding: FoundingView }>): ReactElement {
  const vault = useVault();
  const sign = useAction(() => vault.signFounding());
  const hasSigned = founding.officers.some(({ isMe, hasSigned: signed }) => isMe && signed);
  return (
    <StartFrame title={`Found ${founding.name}`}>
      <p className="start-lead">
        The roster begins with these officers. From then on each change needs two of them, and a new key waits{" "}
        {spanWords(founding.waitMs)}. Compare the ids with each other before you sign.
      </p>
      <ul className="rows card">
        {founding.officers.map((officer) => (
          <li key={officer.id}>
            <div className="row">
              <div className="row-words">
                <p className="row-title">
                  {officer.name} {officer.isMe && <span className="tag">this device</span>}
                </p>
                <p className="row-note">
                  <span className="founding-id">{officer.id}</span> · until {calendarDay(officer.endMs)}
                </p>
              </div>
              <span className="dim">{officer.hasSigned ? "signed" : "waiting"}</span>
            </div>
          </li>
        ))}
      </ul>
      <ProblemNote problem={sign.problem} />
      {hasSigned ? (
        <p className="start-lead" role="status">
          You have signed. When all have, reload this page and sign in.
        </p>
      ) : (
        <div className="start-actions">
          <Button size="md" loading={sign.isBusy} onClick={() => sign.run()}>
            Sign as an officer
          </Button>
        </div>
      )}
    </StartFrame>
  );
}
