// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Everybody whose key the operator's roster ever held, what waits for a signature, and every change there was. */
import { Button, Tabs } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useEffect, type ReactElement } from "react";
import { Link } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { RosterView } from "../../vault-client/vault-api.ts";
import { useMe, useVaultView } from "../../vault-view/vault-view.ts";
import { ChangeList } from "./ChangeList.tsx";
import { DraftList } from "./DraftList.tsx";
import { MemberRow } from "./MemberRow.tsx";
import "./roster.css";

export function RosterScreen(): ReactElement {
  const { roster } = useVaultView();
  const answer = useAnswer(roster);
  useAskingAgain(roster.askAgain);
  const me = useMe();
  return (
    <div className="narrow">
      <PageHeader
        title="Roster"
        lead={answer.kind === "here" ? answer.value.operatorName : undefined}
        actions={
          me.role === "officer" && (
            <Button
              component={Link}
              to="/roster/enrol"
              className="collapses"
              leftSection={<IconUserPlus size={18} aria-hidden="true" />}
            >
              Enrol a device
            </Button>
          )
        }
      />
      <ProblemNote problem={answer.kind === "failed" ? answer.problem : undefined} />
      {answer.kind === "here" && <RosterSections roster={answer.value} />}
    </div>
  );
}

/** The server tells of entries; that a colleague's draft waits is seen by looking. */
function useAskingAgain(askAgain: () => void): void {
  useEffect(() => {
    const timer = setInterval(askAgain, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [askAgain]);
}

const LOOK_EVERY_MS = 5000;

function RosterSections({ roster }: Readonly<{ roster: RosterView }>): ReactElement {
  const nowMs = useNow(15_000);
  const isHere = (kind: string): boolean => kind === "working" || kind === "waiting" || kind === "suspended";
  const here = roster.members.filter(({ standing }) => isHere(standing.kind));
  const gone = roster.members.filter(({ standing }) => !isHere(standing.kind));
  return (
    <>
      {roster.drafts.length > 0 && <DraftList drafts={roster.drafts} members={roster.members} nowMs={nowMs} />}
      <Tabs defaultValue="here" keepMounted={false} className="roster-tabs">
        <Tabs.List>
          <Tabs.Tab value="here">On the roster ({here.length})</Tabs.Tab>
          <Tabs.Tab value="gone">Ended ({gone.length})</Tabs.Tab>
          <Tabs.Tab value="changes">Changes ({roster.changes.length})</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="here">
          <ul className="rows card">
            {here.map((member) => (
              <li key={member.id}>
                <MemberRow member={member} nowMs={nowMs} />
              </li>
            ))}
          </ul>
        </Tabs.Panel>
        <Tabs.Panel value="gone">
          {gone.length === 0 ? (
            <p className="roster-none">Nobody has left yet.</p>
          ) : (
            <ul className="rows card">
              {gone.map((member) => (
                <li key={member.id}>
                  <MemberRow member={member} nowMs={nowMs} />
                </li>
              ))}
            </ul>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="changes">
          <ChangeList changes={roster.changes} members={roster.members} nowMs={nowMs} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
