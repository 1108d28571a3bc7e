// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The household's rules: whether an owner decides alone, or never without another owner. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ReactElement } from "react";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { OUTCOME_WORDS } from "./outcome-words.ts";

export function RulesScreen(): ReactElement {
  const vault = useVault();
  const { isJoint, isOwner } = useHousehold();
  const change = useAction(async () => {
    notifications.show({ message: OUTCOME_WORDS[await vault.setJoint(!isJoint)] });
  });
  return (
    <div className="narrow">
      <PageHeader title="Rules" back={{ to: "/household", label: "Household" }} />
      <div className="card form">
        <h2 className="section-title">Joint decisions are {isJoint ? "on" : "off"}</h2>
        <p>
          With joint decisions, no owner lets anyone in alone: each new person or device, and each wider view, waits
          until another owner confirms it.
        </p>
        <p className="dim">
          Removing works alone and at once in any case. With only one owner at home, nobody could confirm: let in a
          second owner first.
        </p>
        <ProblemNote problem={change.problem} title="The rules stay as they are" />
        {isOwner && (
          <div className="form-actions">
            <Button variant={isJoint ? "default" : "filled"} onClick={() => change.run()} loading={change.isBusy}>
              {isJoint ? "Ask to switch off" : "Switch on"}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
