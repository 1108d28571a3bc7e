// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Coming back by the paper key: the day of waiting, then the words (or parts) once more; or somebody stopped it. */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { clockTime, onDay } from "@nightlatch/ui-kit/time-words";
import { useNow } from "@nightlatch/ui-kit/use-now";
import { NOTHING_TYPED, secretFrom } from "../features/recovery/recovery-draft.ts";
import { RecoveryFields } from "../features/recovery/RecoveryFields.tsx";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../vault-view/vault-view.ts";
import { FullStop } from "@nightlatch/ui-kit/FullStop";

export type RecoveringScreenProps = Readonly<{ untilMs: number; isDue: boolean; isStopped: boolean }>;

export function RecoveringScreen({ untilMs, isDue, isStopped }: RecoveringScreenProps): ReactElement {
  const vault = useVault();
  const nowMs = useNow(60_000);
  const forget = useAction(() => vault.forget());
  if (isStopped) {
    return (
      <FullStop title="Somebody at home stopped this">
        <p>One of the household’s own devices refused that the paper key lets this browser in.</p>
        <p className="dim">If you belong to the household, ask the others for an invitation.</p>
        <ProblemNote problem={forget.problem} />
        <div className="full-stop-actions">
          <Button onClick={() => forget.run()} loading={forget.isBusy}>
            Start again
          </Button>
        </div>
      </FullStop>
    );
  }
  return (
    <FullStop title={isDue ? "The wait is over" : "Asked for by your paper key"}>
      <p>
        {isDue
          ? "Nobody stopped it. Type the 24 words or the two parts once more, and this browser is an owner of your household again."
          : `This browser comes in ${onDay(untilMs, nowMs)} at ${clockTime(untilMs)}. Until then every owner’s device shows a warning and can stop it, in case somebody found your paper key.`}
      </p>
      {!isDue && <p className="dim">You can close this page and come back. Have the words or parts at hand then.</p>}
      <RecoveryAgain isDue={isDue} />
    </FullStop>
  );
}

/** What was typed is kept nowhere in the meantime, so finishing and taking back both need it again. */
function RecoveryAgain({ isDue }: Readonly<{ isDue: boolean }>): ReactElement {
  const vault = useVault();
  const [draft, setDraft] = useState(NOTHING_TYPED);
  const secret = secretFrom(draft);
  const finish = useAction(async () => {
    if (secret !== undefined) await vault.finishRecovery(secret);
  });
  const takeBack = useAction(async () => {
    if (secret !== undefined) await vault.cancelRecovery(secret);
  });
  return (
    <>
      <RecoveryFields draft={draft} onChange={setDraft} />
      <ProblemNote problem={finish.problem ?? takeBack.problem} />
      <div className="full-stop-actions">
        {isDue && (
          <Button
            onClick={() => finish.run()}
            loading={finish.isBusy}
            disabled={secret === undefined || takeBack.isBusy}
          >
            Open my household
          </Button>
        )}
        <Button
          variant="default"
          onClick={() => takeBack.run()}
          loading={takeBack.isBusy}
          disabled={secret === undefined || finish.isBusy}
        >
          Take it back
        </Button>
      </div>
    </>
  );
}
