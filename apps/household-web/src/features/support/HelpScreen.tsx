// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Help: the conversations with the operator's support, and the way to who has seen what. */
import { Button, Skeleton } from "@mantine/core";
import { IconChevronRight, IconEye, IconMessageCircle, IconMessagePlus } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { clockTime, dayName } from "@nightlatch/ui-kit/time-words";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { CaseView, SupportDesk } from "../../vault-client/vault-api.ts";
import { useVaultView } from "../../vault-view/vault-view.ts";

export function HelpScreen(): ReactElement {
  const desk = useAnswer(useVaultView().supportDesk);
  const hasTeam = desk.kind === "here" && desk.value !== undefined && desk.value.teams.length > 0;
  return (
    <div className="narrow">
      <PageHeader
        title="Help"
        lead="Support sees nothing of your home unless you allow it, piece by piece."
        back={{ to: "/settings", label: "Settings" }}
        actions={
          hasTeam && (
            <Button component={Link} to="/help/new" leftSection={<IconMessagePlus size={18} aria-hidden="true" />}>
              Ask support
            </Button>
          )
        }
      />
      {desk.kind === "waiting" && <Skeleton height={160} radius="lg" />}
      {desk.kind === "failed" && <ProblemNote problem={desk.problem} title="Support can’t be reached" />}
      {desk.kind === "here" &&
        (desk.value === undefined ? (
          <p className="dim">This server has no support team.</p>
        ) : (
          <Desk desk={desk.value} />
        ))}
    </div>
  );
}

function Desk({ desk: { operator, teams, cases } }: Readonly<{ desk: SupportDesk }>): ReactElement {
  return (
    <>
      <section className="section" aria-labelledby="cases">
        <div className="section-head">
          <h2 className="section-title" id="cases">
            Your questions to {operator}
          </h2>
        </div>
        {teams.length === 0 && <p className="section-note">Nobody of {operator} works now. Try again later.</p>}
        <ul className="rows card">
          {cases.map((one) => (
            <li key={one.id}>
              <CaseRow one={one} />
            </li>
          ))}
          {cases.length === 0 && <li className="row dim">You have not asked anything yet.</li>}
        </ul>
      </section>
      <ul className="rows card section">
        <li>
          <Link className="row" to="/help/seen">
            <span className="row-icon row-icon-brass">
              <IconEye size={22} stroke={1.7} aria-hidden="true" />
            </span>
            <span className="row-words">
              <span className="row-title">Who has seen what</span>
              <span className="row-note">Everything that you ever allowed, with receipts</span>
            </span>
            <IconChevronRight size={20} className="row-go" aria-hidden="true" />
          </Link>
        </li>
      </ul>
    </>
  );
}

function CaseRow({ one: { id, team, isOpen, openedAtMs, changedAtMs } }: Readonly<{ one: CaseView }>): ReactElement {
  const nowMs = useNow(60_000);
  return (
    <Link className="row" to={`/help/cases/${id}`}>
      <span className="row-icon">
        <IconMessageCircle size={22} stroke={1.7} aria-hidden="true" />
      </span>
      <span className="row-words">
        <span className="row-title">
          {team}, asked {dayName(openedAtMs, nowMs)}
        </span>
        <span className="row-note numbers">
          {isOpen ? "Open" : "Closed"} · last message {dayName(changedAtMs, nowMs)}, {clockTime(changedAtMs)}
        </span>
      </span>
      <IconChevronRight size={20} className="row-go" aria-hidden="true" />
    </Link>
  );
}
