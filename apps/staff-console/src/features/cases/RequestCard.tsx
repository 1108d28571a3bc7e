// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A request as it was filed, and what became of it. */
import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { spanWords } from "@nightlatch/ui-kit/time-words";
import type { RequestView } from "../../vault-client/vault-api.ts";
import { RequestPreview } from "./RequestPreview.tsx";

export function RequestCard({ request, nowMs }: Readonly<{ request: RequestView; nowMs: number }>): ReactElement {
  return (
    <div className="request-card">
      <RequestPreview request={request} staffName={request.staffName} nowMs={nowMs} />
      <div className="request-card-foot">
        <p>{outcomeWords(request, nowMs)}</p>
        {request.isMine && request.answer.kind === "yes" && (
          <Button component={Link} to={`/granted/${request.answer.grant}`} size="sm">
            Open what was granted
          </Button>
        )}
      </div>
    </div>
  );
}

function outcomeWords({ answer, answerUntilMs }: RequestView, nowMs: number): string {
  if (answer.kind === "yes") return "The customer agreed.";
  if (answer.kind === "no") return "The customer refused.";
  const leftMs = answerUntilMs - nowMs;
  return leftMs <= 0 ? "No answer came: that is a no." : `Waiting for the customer, ${spanWords(leftMs)} left.`;
}
