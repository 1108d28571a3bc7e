// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the customer reads before signing. The form shows it while it is filled in, so that nobody is surprised. */
import { IconEye } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { RequestInput } from "../../vault-client/vault-api.ts";
import { minutesWords, purposeWords, whatWords } from "../../words/request-words.ts";
import "./request-preview.css";

export type RequestPreviewProps = Readonly<{
  request: Omit<RequestInput, "case">;
  staffName: string;
  nowMs: number;
}>;

export function RequestPreview({ request, staffName, nowMs }: RequestPreviewProps): ReactElement {
  return (
    <div className="request-preview">
      <p className="request-preview-title">
        <IconEye size={20} aria-hidden="true" />
        <span>
          <strong>{staffName}</strong> of Support asks to {whatWords(request, nowMs)}, for{" "}
          <strong className="numbers">{minutesWords(request.minutes)}</strong>.
        </span>
      </p>
      <dl className="request-facts">
        <div>
          <dt>Why</dt>
          <dd>{purposeWords(request.purpose)}</dd>
        </div>
        {request.words.trim() !== "" && (
          <div>
            <dt>In their words</dt>
            <dd className="message-text">{request.words.trim()}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
