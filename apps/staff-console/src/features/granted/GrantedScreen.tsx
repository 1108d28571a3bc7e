// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What households granted to this staff key: what can be opened now first, what ended last. */
import { IconChevronRight, IconDeviceCctv, IconLockOpen, IconMovie } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { EmptyState } from "@nightlatch/ui-kit/EmptyState";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { GrantView } from "../../vault-client/vault-api.ts";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { purposeWords } from "../../words/request-words.ts";
import { grantWords, stateWords } from "./grant-words.ts";

export function GrantedScreen(): ReactElement {
  const answer = useAnswer(useVaultView().grants);
  const nowMs = useNow(1000);
  return (
    <div className="narrow">
      <PageHeader title="Granted" lead="What households let you see. Each of them watches the time with you." />
      <ProblemNote problem={answer.kind === "failed" ? answer.problem : undefined} />
      {answer.kind === "here" && answer.value.length === 0 && (
        <EmptyState picture={<IconLockOpen size={40} stroke={1.5} />} title="Nothing is granted to you">
          <p>When a customer agrees to a request of yours, it is here until its end.</p>
        </EmptyState>
      )}
      {answer.kind === "here" && answer.value.length > 0 && (
        <ul className="rows card">
          {answer.value.map((grant) => (
            <li key={grant.id}>
              <GrantRow grant={grant} nowMs={nowMs} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function GrantRow({ grant, nowMs }: Readonly<{ grant: GrantView; nowMs: number }>): ReactElement {
  const Icon = grant.kind === "live" ? IconDeviceCctv : IconMovie;
  const isOver = grant.state === "ended" || grant.untilMs <= nowMs;
  return (
    <Link to={`/granted/${grant.id}`} className="row">
      <span className={isOver ? "row-icon" : "row-icon row-icon-brass"}>
        <Icon size={22} stroke={1.7} aria-hidden="true" />
      </span>
      <span className="row-words">
        <span className="row-title">{grant.caseTitle === "" ? grantWords(grant) : grant.caseTitle}</span>
        <span className="row-note">
          {grantWords(grant)} · {purposeWords(grant.purpose)} ·{" "}
          <span className="numbers">{stateWords(grant, nowMs)}</span>
        </span>
      </span>
      <IconChevronRight size={20} className="row-go" aria-hidden="true" />
    </Link>
  );
}
