// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Whether the app's files are those that the public log names for its version. */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { calendarDay } from "@nightlatch/ui-kit/time-words";
import type { ReleaseCheck } from "../../vault-client/vault-api.ts";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";

export function ReleaseNote(): ReactElement {
  const vault = useVault();
  const [result, setResult] = useState<ReleaseCheck>();
  const check = useAction(async () => setResult(await vault.checkRelease()));
  const problem = check.problem ?? (result?.kind === "not-checked" ? result.problem : undefined);
  return (
    <div className="card release">
      <div className="row">
        <div className="row-words" role="status">
          <p className="row-title">{titleOf(result)}</p>
          <p className="row-note">{noteOf(result)}</p>
        </div>
        <Button variant="default" onClick={() => check.run()} loading={check.isBusy}>
          Check
        </Button>
      </div>
      <ProblemNote problem={problem} title="The app could not be checked" />
    </div>
  );
}

function titleOf(result: ReleaseCheck | undefined): string {
  if (result?.kind === "matches") return `The app is the published one, version ${result.version}`;
  if (result?.kind === "differs") return "This app is not the published one";
  if (result?.kind === "older") return `This app is an older version, ${result.version}`;
  return "Is this app the published one?";
}

function noteOf(result: ReleaseCheck | undefined): string {
  if (result?.kind === "matches") return `Published ${calendarDay(result.releasedAtMs)}; every file is the same.`;
  if (result?.kind === "differs") {
    return `${result.file} differs from version ${result.version}. Close the app and ask whoever runs the server.`;
  }
  if (result?.kind === "older") {
    const newest = result.newest === undefined ? "A newer one" : `Version ${result.newest}`;
    return `${newest} is published. Close the app and open it again; if nothing changes, ask whoever runs the server.`;
  }
  return "Compares its files with those that the public log names.";
}
