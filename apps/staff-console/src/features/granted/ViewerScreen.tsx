// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One grant, from its acceptance to its end. */
import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { Link, useParams } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { GrantView } from "../../vault-client/vault-api.ts";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { purposeWords } from "../../words/request-words.ts";
import { AcceptGrant } from "./AcceptGrant.tsx";
import { grantWords, stateWords } from "./grant-words.ts";
import { GrantEnded } from "./GrantEnded.tsx";
import { Viewer } from "./Viewer.tsx";
import "./viewer.css";

export function ViewerScreen(): ReactElement {
  const { grant: id } = useParams();
  const answer = useAnswer(useVaultView().grants);
  const nowMs = useNow(250);
  const grant = answer.kind === "here" ? answer.value.find((one) => one.id === id) : undefined;
  return (
    <div className="viewer-screen">
      <PageHeader
        title={grant?.caseTitle === undefined || grant.caseTitle === "" ? "Granted" : grant.caseTitle}
        lead={grant !== undefined && <Lead grant={grant} nowMs={nowMs} />}
        back={{ to: "/granted", label: "All grants" }}
        actions={
          grant !== undefined &&
          grant.case !== "" && (
            <Button component={Link} to={`/cases/${grant.case}`} variant="default">
              The case
            </Button>
          )
        }
      />
      <ProblemNote problem={answer.kind === "failed" ? answer.problem : undefined} />
      {answer.kind === "here" && grant === undefined && <GrantEnded />}
      {grant !== undefined && <Stage grant={grant} nowMs={nowMs} />}
    </div>
  );
}

function Lead({ grant, nowMs }: Readonly<{ grant: GrantView; nowMs: number }>): ReactElement {
  return (
    <>
      {grantWords(grant)} · {purposeWords(grant.purpose)} · <span className="numbers">{stateWords(grant, nowMs)}</span>
    </>
  );
}

function Stage({ grant, nowMs }: Readonly<{ grant: GrantView; nowMs: number }>): ReactElement {
  if (grant.state === "ended" || grant.untilMs <= nowMs) return <GrantEnded />;
  if (grant.state === "open") return <Viewer key={grant.id} grant={grant} nowMs={nowMs} />;
  return <AcceptGrant grant={grant} />;
}
