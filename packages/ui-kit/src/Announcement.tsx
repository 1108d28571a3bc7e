// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Words that are spoken by a screen reader when they change, and seen by nobody. */
import type { ReactElement } from "react";

export function Announcement({ children }: Readonly<{ children: string }>): ReactElement {
  return (
    <span className="spoken-only" role="status" aria-live="polite">
      {children}
    </span>
  );
}
