// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the hub caught the server at, with its evidence; and a history that cannot be followed for now. */
import { Button } from "@mantine/core";
import { IconClockPause, IconShieldExclamation } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { saveFile } from "../design/save-file.ts";
import type { AlarmView, HouseholdView } from "../vault-client/vault-api.ts";
import { useAnswer, useVaultView } from "../vault-view/vault-view.ts";

export function HistoryBanners({ household }: Readonly<{ household: HouseholdView }>): ReactElement {
  const alarms = useAnswer(useVaultView().alarms);
  const { heldUp, log } = household;
  return (
    <>
      {alarms.kind === "here" && alarms.value.map((alarm) => <Alarm key={alarm.id} alarm={alarm} />)}
      {heldUp !== undefined && (
        <div className="banner" role="status">
          <IconClockPause size={20} aria-hidden="true" />
          <p>
            <strong>A change has to wait.</strong> {heldUp.advice}
          </p>
        </div>
      )}
      {log.kind === "stale" && (
        <div className="banner" role="status">
          <IconClockPause size={20} aria-hidden="true" />
          <p>
            <strong>Your hub has not checked the history for a while.</strong> {log.problem.advice} Watching and
            removing still work.
          </p>
        </div>
      )}
    </>
  );
}

function Alarm({ alarm }: Readonly<{ alarm: AlarmView }>): ReactElement {
  const { evidence } = alarm;
  return (
    <div className="banner banner-loud" role="alert">
      <IconShieldExclamation size={24} aria-hidden="true" />
      <p>
        <strong>{alarm.hub.name} caught the server at something.</strong> {alarm.problem.advice}
      </p>
      {evidence !== undefined && (
        <Button
          variant="default"
          onClick={() => saveFile(new Blob([evidence.bytes], { type: "application/cbor" }), evidence.fileName)}
        >
          Save the evidence
        </Button>
      )}
    </div>
  );
}
