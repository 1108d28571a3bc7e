// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A screen with nothing on it yet: says why, and offers the way on. */
import type { ReactElement, ReactNode } from "react";
import "./empty-state.css";

export type EmptyStateProps = Readonly<{ picture: ReactNode; title: string; children: ReactNode; actions?: ReactNode }>;

export function EmptyState({ picture, title, children, actions }: EmptyStateProps): ReactElement {
  return (
    <section className="empty-state">
      <div className="empty-state-picture" aria-hidden="true">
        {picture}
      </div>
      <h2 className="empty-state-title">{title}</h2>
      <div className="empty-state-words">{children}</div>
      {actions !== undefined && <div className="empty-state-actions">{actions}</div>}
    </section>
  );
}
