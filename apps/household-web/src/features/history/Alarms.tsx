// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the hub caught the server at, newest first: what to do, the evidence, and a mark that it was read. */
import { Button } from "@mantine/core";
import { IconCheck, IconDownload, IconShieldExclamation } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { saveFile } from "@nightlatch/ui-kit/save-file";
import { clockTime, dayName } from "@nightlatch/ui-kit/time-words";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { AlarmView } from "../../vault-client/vault-api.ts";
import { useVault, useVaultView } from "../../vault-view/vault-view.ts";
import "./history.css";

export function Alarms(): ReactElement | null {
  const alarms = useAnswer(useVaultView().alarms);
  if (alarms.kind === "failed") return <ProblemNote problem={alarms.problem} title="Warnings can’t be read" />;
  if (alarms.kind === "waiting" || alarms.value.length === 0) return null;
  return (
    <section className="section" aria-labelledby="warnings">
      <div className="section-head">
        <h2 className="section-title" id="warnings">
          Warnings by your hub
        </h2>
      </div>
      <ul className="rows card">
        {alarms.value.map((alarm) => (
          <li key={alarm.id}>
            <Alarm alarm={alarm} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Alarm({ alarm }: Readonly<{ alarm: AlarmView }>): ReactElement {
  const vault = useVault();
  const nowMs = useNow(60_000);
  const mark = useAction(() => vault.markAlarmsRead([alarm.id]));
  const { atMs, evidence, hub, isRead, problem } = alarm;
  return (
    <div className={isRead ? "row alarm" : "row alarm alarm-unread"}>
      <span className="row-icon">
        <IconShieldExclamation size={22} stroke={1.7} aria-hidden="true" />
      </span>
      <div className="row-words">
        <p className="row-title">
          {hub.name} caught the server at something
          {!isRead && <span className="tag tag-bad">New</span>}
        </p>
        <p className="row-note">{problem.advice}</p>
        <p className="row-note numbers">
          {dayName(atMs, nowMs)}, {clockTime(atMs)}
          {isRead && " · read"}
        </p>
        <div className="alarm-actions">
          {evidence !== undefined && (
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconDownload size={16} aria-hidden="true" />}
              onClick={() => saveFile(new Blob([evidence.bytes], { type: "application/cbor" }), evidence.fileName)}
            >
              Save the evidence
            </Button>
          )}
          {!isRead && (
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconCheck size={16} aria-hidden="true" />}
              onClick={() => mark.run()}
              loading={mark.isBusy}
            >
              Mark as read
            </Button>
          )}
        </div>
        <ProblemNote problem={mark.problem} />
      </div>
    </div>
  );
}
