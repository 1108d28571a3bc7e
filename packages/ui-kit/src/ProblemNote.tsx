// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A problem in words, with what to do. Spoken at once. The code is small print for whoever helps. */
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import type { Problem } from "./problem.ts";
import "./problem-note.css";

export function ProblemNote({
  problem,
  title,
  children,
}: Readonly<{ problem: Problem | undefined; title?: string; children?: ReactNode }>): ReactElement {
  return (
    <div role="alert">
      {problem !== undefined && (
        <div className="problem-note">
          <IconAlertTriangle size={20} aria-hidden="true" className="problem-note-icon" />
          <div>
            {title !== undefined && <p className="problem-note-title">{title}</p>}
            <p>{problem.advice}</p>
            <p className="problem-note-code">{problem.code}</p>
            {children}
          </div>
        </div>
      )}
    </div>
  );
}
